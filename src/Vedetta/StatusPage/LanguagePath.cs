using Vedetta.Web;

namespace Vedetta.StatusPage;

/// <summary>Addresses with a language in front: /it/history is Italian, /history.</summary>
public static class LanguagePath
{
    /// <summary>
    /// The language of a path and the rest of it (from its slash on), or null where it has none of ours.
    /// </summary>
    public static (Language Language, string Page)? Split(string path)
    {
        if (path.Length < 3 || path[0] != '/' || (path.Length > 3 && path[3] is not ('/' or '.' or '?'))) return null;
        return Language.Find(path[1..3]) is { } language ? (language, path[3..]) : null;
    }
}
