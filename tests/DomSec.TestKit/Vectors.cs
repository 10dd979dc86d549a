namespace DomSec.TestKit;

/// <summary>The third-party test vectors under tests/vectors.</summary>
public static class Vectors
{
    /// <summary>The full path of a vector, such as <c>rfc4134/4.2.bin</c>.</summary>
    /// <exception cref="FileNotFoundException">There is none of that name: a test must not pass for want of its vector.</exception>
    public static string Path(string name)
    {
        string path = RepositoryFolder.Path("tests/vectors/" + name);
        return File.Exists(path) || Directory.Exists(path) ? path : throw new FileNotFoundException("There is no vector tests/vectors/" + name);
    }

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path(name));

    /// <summary>All vectors of a folder, sorted by name.</summary>
    public static IReadOnlyList<string> In(string folder, string pattern = "*") =>
        [.. Directory.EnumerateFiles(Path(folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
