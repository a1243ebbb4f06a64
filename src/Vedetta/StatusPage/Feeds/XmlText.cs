using System.Text;
using System.Xml;

namespace Vedetta.StatusPage.Feeds;

/// <summary>XML documents as UTF-8 bytes.</summary>
internal static class XmlText
{
    public static byte[] Write(Action<XmlWriter> write)
    {
        var bytes = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true };
        using (var xml = XmlWriter.Create(bytes, settings))
        {
            xml.WriteStartDocument();
            write(xml);
            xml.WriteEndDocument();
        }
        return bytes.ToArray();
    }

    public static void Element(this XmlWriter xml, string name, string value) =>
        xml.WriteElementString(name, Clean(value));

    public static void Attributes(this XmlWriter xml, params (string Name, string Value)[] attributes)
    {
        foreach ((string name, string value) in attributes) xml.WriteAttributeString(name, Clean(value));
    }

    // XML 1.0 has no way to say most control characters and half pairs; what people pasted must not break the feed.
    public static string Clean(string text)
    {
        if (IsClean(text)) return text;
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            clean.Append(IsAllowed(rune) ? rune.ToString() : "\uFFFD");
        return clean.ToString();
    }

    private static bool IsClean(string text)
    {
        foreach (char c in text)
            if (!XmlConvert.IsXmlChar(c)) return false;
        return true;
    }

    private static bool IsAllowed(Rune rune) => rune.Value >= 0x10000 || XmlConvert.IsXmlChar((char)rune.Value);
}
