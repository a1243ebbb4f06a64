using System.Security.Cryptography;

namespace Vedetta.Storage;

/// <summary>A secret key in the data folder, readable by the server's user only.</summary>
public static class KeyFile
{
    private const int KeyBytes = 32;

    /// <summary>Reads the key, or makes it when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is not a key.</exception>
    public static byte[] ReadOrCreate(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, name);
        if (!File.Exists(path)) Create(path);
        byte[] key = File.ReadAllBytes(path);
        return key.Length == KeyBytes ? key : throw new InvalidDataException($"{path} is not a key of {KeyBytes} bytes.");
    }

    // Written whole under another name first: a crash must not leave half a key behind.
    private static void Create(string path)
    {
        string fresh = path + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(fresh, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, path);
    }
}
