using System.Globalization;

namespace Vedetta.Cli.Replay;

/// <summary>A share in per cent on one line of a terminal; nothing where errors go to a file.</summary>
internal sealed class ReplayProgress(TextWriter error, string what)
{
    private readonly bool _isTerminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
    private int _shown = -1;

    public void Show(double share)
    {
        int percent = (int)Math.Clamp(share * 100, 0, 100);
        if (!_isTerminal || percent == _shown) return;
        _shown = percent;
        error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{what}: {percent} %"));
    }

    public void Clear()
    {
        if (_shown >= 0) error.Write("\r" + new string(' ', what.Length + 8) + "\r");
    }
}
