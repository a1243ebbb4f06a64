using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Vedetta.CallGate.Pushes;

/// <summary>What the nft program said.</summary>
/// <param name="ExitCode">0 when it did what was asked.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Fault">The first line it complained with; empty otherwise.</param>
internal sealed record NftAnswer(int ExitCode, string Output, string Fault);

/// <summary>
/// Runs nft: arguments as a list, commands on its standard input, never through a shell; its time and its output are
/// bounded.
/// </summary>
/// <param name="command">The program and what comes before its own arguments.</param>
/// <param name="time">The clock its patience follows.</param>
internal sealed class NftProgram(IReadOnlyList<string> command, TimeProvider time)
{
    private const int OutputCharactersMax = 8 << 20, FaultCharactersMax = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Runs it once.</summary>
    /// <exception cref="PushException">It cannot be started, takes too long or says too much.</exception>
    public async Task<NftAnswer> Run(IEnumerable<string> arguments, string input, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        using Process process = Start(arguments);
        try
        {
            Task<string> output = Read(process.StandardOutput, either.Token);
            Task<string> faults = Read(process.StandardError, either.Token);
            await Write(process, input, either.Token);
            string[] said = await Task.WhenAll(output, faults);
            await process.WaitForExitAsync(either.Token);
            return new NftAnswer(process.ExitCode, said[0], FirstLine(said[1]));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new PushException("nft does not answer");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // Its complaints are looked at, so they are asked for in one language.
        start.Environment["LC_ALL"] = "C";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new PushException($"{command[0]} cannot be started: is nftables installed?");
        }
    }

    // One that ends early, because it may not do its work, does not read to the end.
    private static async Task Write(Process process, string input, CancellationToken stop)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), stop);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // What it has to say about that is read from its error output.
        }
    }

    private static async Task<string> Read(StreamReader reader, CancellationToken stop)
    {
        var text = new StringBuilder();
        char[] part = new char[16_384];
        while (await reader.ReadAsync(part, stop) is > 0 and int count)
        {
            text.Append(part, 0, count);
            if (text.Length > OutputCharactersMax) throw new PushException("nft says more than can be read");
        }
        return text.ToString();
    }

    private static string FirstLine(string faults)
    {
        string line = faults.Split('\n', 2)[0].Trim();
        return line.Length > FaultCharactersMax ? line[..FaultCharactersMax] : line;
    }
}
