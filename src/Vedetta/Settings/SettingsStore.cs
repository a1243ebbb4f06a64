namespace Vedetta.Settings;

/// <summary>The organisation's settings now in force.</summary>
public sealed class SettingsStore
{
    /// <summary>The newest version.</summary>
    public Organisation Current { get; set; } = new();
}
