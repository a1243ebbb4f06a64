using System.Text.RegularExpressions;
using Vedetta.Tests.Tidy;

namespace Vedetta.Tests.Asterisk;

/// <summary>The guide's snippets for Asterisk, read from its pages; only addresses and secrets are put in.</summary>
internal static class Guide
{
    /// <summary>The block of a page that holds a text.</summary>
    public static string Block(string page, string holds)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/guide", page));
        return Assert.Single(Regex.Matches(text, "```\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value),
            block => block.Contains(holds, StringComparison.Ordinal));
    }

    /// <summary>A block with a text put in the place of another, which must be there.</summary>
    public static string With(this string block, string printed, string used)
    {
        Assert.Contains(printed, block, StringComparison.Ordinal);
        return block.Replace(printed, used, StringComparison.Ordinal);
    }

    /// <summary>The section that switches the manager interface on, at a peer's port.</summary>
    public static string ManagerGeneral(AsteriskPeer peer) =>
        $"[general]\nenabled = yes\nbindaddr = 127.0.0.1\nport = {peer.Ami}\nauthlimit = 100";

    /// <summary>The user of the manager interface that calls are heard with.</summary>
    public static string ManagerUser(AsteriskPeer peer) => Block("call-records.md", "read = call,cdr")
        .With("bindaddr = 127.0.0.1", $"bindaddr = 127.0.0.1\nport = {peer.Ami}\nauthlimit = 100")
        .With("a long secret", peer.Secret);
}
