namespace Vedetta.Incidents;

/// <summary>Which surges form which incident.</summary>
public static partial class IncidentRules
{
}
