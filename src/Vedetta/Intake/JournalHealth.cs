using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vedetta.Intake;

/// <summary>Ready while the journal can write.</summary>
internal sealed class JournalHealth(Journal journal) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(journal.IsHealthy
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The last batch could not be written."));
}
