using System.Text;

namespace DomSec.TestKit;

/// <summary>A folder of its own for one test, removed afterwards.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder()
    {
        // Short: GnuPG puts sockets into its home, and a socket's path holds about 100 octets.
        Path = Directory.CreateTempSubdirectory("domsec-").FullName;
    }

    public string Path { get; }

    /// <summary>The full path of a name in the folder; parent folders are made.</summary>
    public string File(string name)
    {
        string path = System.IO.Path.Combine([Path, .. name.Split('/')]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = File(name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public byte[] Read(string name) => System.IO.File.ReadAllBytes(File(name));

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A peer's agent may still be closing its socket; the system cleans its temporary folder itself.
        }
    }
}
