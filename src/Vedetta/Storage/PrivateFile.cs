namespace Vedetta.Storage;

/// <summary>A file in the data folder that only the server's user may read.</summary>
public static class PrivateFile
{
    /// <summary>
    /// Writes it whole under another name first and puts it in place of the old one: a crash leaves one of the two.
    /// </summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string fresh = path + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(fresh, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, path, overwrite: true);
    }
}
