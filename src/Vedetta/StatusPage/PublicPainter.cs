using Vedetta.StatusPage.Pictures;

namespace Vedetta.StatusPage;

/// <summary>Keeps facts and pictures fresh: at once when something was published, else once a second.</summary>
public sealed class PublicPainter(
    PublicFacts facts, PublicPictures pictures, ServerOptions options, TimeProvider time, ILogger<PublicPainter> log)
    : BackgroundService
{
    /// <summary>The shortest time between two paintings of one picture.</summary>
    public static readonly TimeSpan RoundEvery = TimeSpan.FromSeconds(1);

    /// <summary>One round: facts, then every picture that is looked at and no longer true.</summary>
    public async Task Round(CancellationToken stop)
    {
        await facts.Refresh(stop);
        await pictures.Round(stop);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunLoops)
        {
            await facts.Refresh(stoppingToken);
            return;
        }
        await Rounds.BeginAndRepeat(RoundEvery, time, Round, fault => log.RoundFailed(fault), stoppingToken);
    }
}
