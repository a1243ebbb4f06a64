using Microsoft.Extensions.DependencyInjection;
using Vedetta.Detection;
using Vedetta.Engine.Signals;
using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.Tests.Access;
using ComponentState = Vedetta.Statements.ComponentState;

namespace Vedetta.Tests.Statements;

/// <summary>Public states that follow health, where that is set.</summary>
public sealed class HealthFollowerTests
{
    [Theory]
    [InlineData(Engine.Signals.ComponentState.Down, ComponentState.MajorOutage)]
    [InlineData(Engine.Signals.ComponentState.Degraded, ComponentState.Degraded)]
    [InlineData(Engine.Signals.ComponentState.Ok, ComponentState.Operational)]
    public async Task A_component_takes_the_state_of_its_checks(Engine.Signals.ComponentState said, ComponentState shown)
    {
        await using DeskHost host = await Ready(follows: true);
        await Say(host, said);
        Component voice = Assert.Single(await host.App.Services.GetRequiredService<NoticeStore>().Components());
        Assert.Equal((shown, shown), (voice.BaseState, voice.State));
        Assert.Equal(0, await Follower(host).Round());
    }

    [Fact]
    public async Task Nothing_becomes_public_by_itself_unless_the_settings_say_so()
    {
        await using DeskHost host = await Ready(follows: false);
        await Say(host, Engine.Signals.ComponentState.Down);
        Assert.Equal(ComponentState.Operational, Assert.Single(await host.App.Services.GetRequiredService<NoticeStore>().Components()).State);
    }

    private static HealthFollower Follower(DeskHost host) => host.App.Services.GetRequiredService<HealthFollower>();

    private static async Task<DeskHost> Ready(bool follows)
    {
        DeskHost host = await DeskHost.Start();
        await host.App.Services.GetRequiredService<NoticeDesk>().Save(
            new Component { Id = "voice", Name = PublicText.Same("Voice") }, new Author("ada", MayApprove: true));
        await host.App.Services.GetRequiredService<SettingsStore>().Save(
            "ada", new Organisation { StatusPage = new StatusPageSetting { StatesFollowHealth = follows } });
        return host;
    }

    private static Task<int> Say(DeskHost host, Engine.Signals.ComponentState state)
    {
        host.App.Services.GetRequiredService<LiveWatch>().Surroundings.Fleet.Take(
            new HealthSignal(host.Time.GetUtcNow().ToUnixTimeMilliseconds(), "voice", state, "http", null));
        return Follower(host).Round();
    }
}
