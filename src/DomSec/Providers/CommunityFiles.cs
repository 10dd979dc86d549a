using System.Security.Cryptography;
using System.Text;

namespace DomSec.Providers;

/// <summary>Files of a community about to be written: all are made first, then written, each at once and whole, so that a running reader never sees half a file.</summary>
internal sealed class CommunityFiles(string root) : IDisposable
{
    private readonly List<(string Name, byte[] Content, bool IsSecret, bool Overwrites)> _files = [];

    public bool IsEmpty => _files.Count == 0;

    public void Add(string name, string content, bool isSecret = false, bool overwrites = false) =>
        _files.Add((name, Encoding.ASCII.GetBytes(content), isSecret, overwrites));

    /// <summary>Writes them.</summary>
    /// <returns>Their names.</returns>
    public IReadOnlyList<string> Write()
    {
        try
        {
            foreach ((string name, byte[] content, bool isSecret, bool overwrites) in _files)
            {
                Write(Path.Combine(root, name), content, isSecret, overwrites);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DomSecException($"The community folder {root} could not be written: {CertificateOutline.Printable(e.Message)} Nothing that was there is changed; files already written may remain.", e);
        }

        return [.. _files.Select(f => f.Name)];
    }

    public void Dispose() => _files.ForEach(f => CryptographicOperations.ZeroMemory(f.Content));

    private static void Write(string path, byte[] content, bool isSecret, bool overwrites)
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string folder = Path.GetDirectoryName(path)!;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (isSecret)
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            options.UnixCreateMode = OwnerOnly; // from the first octet on, not afterwards
        }
        else
        {
            Directory.CreateDirectory(folder);
        }

        // Readers leave names with a dot alone; the move puts the whole file there, and refuses where one is.
        string temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrites);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
