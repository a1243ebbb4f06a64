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
        if (!File.Exists(path)) PrivateFile.Replace(path, RandomNumberGenerator.GetBytes(KeyBytes));
        byte[] key = File.ReadAllBytes(path);
        return key.Length == KeyBytes ? key : throw new InvalidDataException($"{path} is not a key of {KeyBytes} bytes.");
    }
}
