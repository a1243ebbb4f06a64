using Vedetta.CallGate;
using Vedetta.CallGate.Pushes;
using Vedetta.Engine.Gate;

namespace Vedetta.Tests.CallGate;

public sealed class PushRulesTests
{
    private static readonly DateTimeOffset Now = GateHost.Start;

    [Fact]
    public void Numbers_prefixes_and_ranges_become_keys_and_conditions_stay_with_the_gate()
    {
        PushSet set = PushRules.SetFor(
            PushKind.KamailioUdp,
            [
                Rule(1, new GateMatch { Caller = "+234 803 1" }), Rule(2, new GateMatch { CallerPrefix = "+880" }),
                Rule(3, new GateMatch { CallerFrom = "+391998", CallerTo = "+392001" }),
                Rule(4, new GateMatch { CallerPrefix = "+44", CalledPrefix = "+3902" }), Rule(5, new GateMatch { Pattern = "1*" }),
            ], new GateProtection(), new DialPlan(), Now);
        Assert.Equal(["2348031", "391998*", "391999*", "392000*", "392001*", "880*"], set.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, set.NotSayable);
    }

    [Fact]
    public void A_protected_contact_under_a_refused_range_is_let_through_and_never_refused_itself()
    {
        var protection = new GateProtection { Numbers = [PhoneKey.Pack("+2348039"), PhoneKey.Pack("+39340")], Prefixes = [PhoneKey.Pack("+23480311")] };
        PushSet set = PushRules.SetFor(
            PushKind.KamailioUdp, [Rule(1, new GateMatch { CallerPrefix = "+234803" }), Rule(2, new GateMatch { Caller = "+39340" })], protection, new DialPlan(), Now);
        Assert.Equal([("2348039", 0), ("23480311*", 0), ("234803*", 1)],
            set.Entries.Select(e => (e.Key, e.Value.Value)).OrderBy(e => e.Value).ThenBy(e => e.Key.Length));
    }

    [Fact]
    public void What_has_no_word_for_ranges_gets_numbers_only()
    {
        PushSet set = PushRules.SetFor(
            PushKind.AsteriskManager, [Rule(1, new GateMatch { CallerPrefix = "+234" }), Rule(2, new GateMatch { Caller = "+1555" })], new GateProtection(), new DialPlan(), Now);
        Assert.Equal(("1555", 1), (Assert.Single(set.Entries.Keys), set.NotSayable));
    }

    [Fact]
    public void What_is_told_brings_one_set_to_the_other()
    {
        var random = new Random(3);
        Dictionary<string, PushEntry> Some() => Enumerable.Range(0, 50).Where(_ => random.Next(2) == 0)
            .ToDictionary(i => $"{i}", i => new PushEntry(random.Next(2), Now.AddHours(random.Next(3))));
        for (int round = 0; round < 100; round++)
        {
            Dictionary<string, PushEntry> held = Some(), wanted = Some();
            foreach (PushChange change in PushRules.Changes(held, wanted))
            {
                if (change.Entry is { } entry) held[change.Key] = entry;
                else Assert.True(held.Remove(change.Key));
            }
            Assert.Equal(wanted.OrderBy(e => e.Key), held.OrderBy(e => e.Key));
        }
    }

    private static GateRule Rule(long id, GateMatch match) => new()
    {
        Id = id,
        Owner = "ada",
        Reason = "x",
        CreatedAt = Now,
        ExpiresAt = Now.AddHours(1),
        State = GateRuleState.Active,
        Match = match,
        Action = GateAction.Refuse,
    };
}
