using System.Diagnostics;
using System.Globalization;

namespace Vedetta.Tests.CallGate;

/// <summary>
/// Real nftables in a network namespace of their own, held by a process that waits for the end of the test: nothing here
/// reaches the machine's own rules.
/// </summary>
internal sealed class NftNamespace : IAsyncDisposable
{
    private const string Nft = "/usr/sbin/nft", Unshare = "/usr/bin/unshare", Enter = "/usr/bin/nsenter";
    private readonly Process _holder;

    private NftNamespace(Process holder) => _holder = holder;

    /// <summary>nft as it is started inside.</summary>
    public IReadOnlyList<string> Command =>
    [
        Enter, "--target", _holder.Id.ToString(CultureInfo.InvariantCulture), "--user", "--preserve-credentials", "--net", Nft,
    ];

    /// <summary>Opens one; skips the test where programs are missing or the kernel does not allow it.</summary>
    public static async Task<NftNamespace> Open()
    {
        foreach (string program in (string[])[Nft, Unshare, Enter])
            if (!File.Exists(program)) Assert.Skip($"needs {program} (apt packages nftables and util-linux)");
        Process holder = Start([Unshare, "--map-root-user", "--net", "/bin/cat"]);
        var opened = new NftNamespace(holder);
        // What cat repeats it repeats inside: before that the process may still be on its way there.
        await holder.StandardInput.WriteLineAsync("there");
        await holder.StandardInput.FlushAsync();
        bool isThere = await holder.StandardOutput.ReadLineAsync() == "there";
        if (isThere && (await opened.TryRun(["list", "ruleset"])).ExitCode == 0) return opened;
        await opened.DisposeAsync();
        Assert.Skip("needs a kernel that allows network namespaces with nftables in them");
        return opened;
    }

    /// <summary>Runs nft inside and returns what it wrote.</summary>
    public async Task<string> Run(params string[] arguments)
    {
        (int exit, string output) = await TryRun(arguments);
        Assert.True(exit == 0, output);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_holder.HasExited) _holder.StandardInput.Close();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
    }

    private async Task<(int ExitCode, string Output)> TryRun(string[] arguments)
    {
        using Process process = Start([.. Command, .. arguments]);
        process.StandardInput.Close();
        Task<string> faults = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await faults);
    }

    private static Process Start(IReadOnlyList<string> command) => Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
