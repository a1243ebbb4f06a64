using System.Reflection;
using System.Text.RegularExpressions;
using Vedetta.Web.Texts;

namespace Vedetta.Tests.Tidy;

public sealed class TextTests
{
    [Theory]
    [InlineData(typeof(DeskTexts))]
    [InlineData(typeof(PublicTexts))]
    public void Every_text_is_said_somewhere(Type texts)
    {
        string source = string.Join('\n', Directory
            .EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", "Vedetta"), "*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .Where(f => !f.Contains("DeskTexts.", StringComparison.Ordinal) && !f.Contains("PublicTexts.", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        Assert.Empty(texts.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .SelectMany(part => part.PropertyType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(text => text.GetIndexParameters().Length == 0)
                .Where(text => !Regex.IsMatch(source, $@"(\.|=> |\? |: |\(|, )\b{text.Name}\b(?! \{{ get)"))
                .Select(text => $"{part.Name}.{text.Name}")));
    }
}
