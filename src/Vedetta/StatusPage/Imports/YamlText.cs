using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Vedetta.StatusPage.Imports;

/// <summary>Reading YAML as nodes, which know their lines.</summary>
internal static class YamlText
{
    private const int NestingMax = 64;

    /// <summary>The first document; null with a reason where the text is no YAML.</summary>
    public static YamlNode? Read(string text, out string where, out string reason)
    {
        (where, reason) = ("line 1", "is empty");
        try
        {
            var parser = new Parser(new StringReader(text));
            var stream = new YamlStream();
            stream.Load(new ShallowParser(parser));
            return stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode;
        }
        catch (YamlException error)
        {
            (where, reason) = ($"line {error.Start.Line}", error.InnerException?.Message ?? error.Message);
            return null;
        }
        catch (Exception error) when (
            error is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException)
        {
            // The library throws these for some texts that are no YAML, and knows no line then.
            (where, reason) = ("file", "is not YAML");
            return null;
        }
    }

    public static string? Text(this YamlNode? node, string name) =>
        node.Child(name) is YamlScalarNode scalar ? scalar.Value : null;

    public static YamlNode? Child(this YamlNode? node, string name) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out YamlNode? child)
            ? child : null;

    public static IReadOnlyList<YamlNode> Items(this YamlNode? node, string name) =>
        node.Child(name) is YamlSequenceNode list ? [.. list.Children] : [];

    public static string Line(this YamlNode node) => $"line {node.Start.Line}";

    /// <summary>Refuses aliases, which can blow a small file up, and nesting deeper than any real file has.</summary>
    private sealed class ShallowParser(Parser inner) : IParser
    {
        public YamlDotNet.Core.Events.ParsingEvent? Current => inner.Current;

        private int _depth;

        public bool MoveNext()
        {
            if (!inner.MoveNext()) return false;
            _depth += Current!.NestingIncrease;
            if (_depth > NestingMax)
                throw new YamlException(Current.Start, Current.End, $"is nested deeper than {NestingMax}");
            return Current is YamlDotNet.Core.Events.AnchorAlias
                ? throw new YamlException(Current.Start, Current.End, "uses an alias, which is not read") : true;
        }
    }
}
