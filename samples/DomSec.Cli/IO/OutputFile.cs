namespace DomSec.Cli.IO;

/// <summary>
/// An output that appears whole or not at all: it is written beside its place and renamed into it by <see cref="Commit"/>.
/// Standard output and devices are written directly; nothing reaches them from a refused message either, the doors see to that.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string? _temporary;
    private readonly string? _final;

    private OutputFile(Stream stream, string? temporary, string? final)
    {
        Stream = stream;
        _temporary = temporary;
        _final = final;
    }

    public Stream Stream { get; }

    public static OutputFile Open(string path, CliTerminal terminal)
    {
        if (path == "-")
        {
            return new OutputFile(terminal.Out, temporary: null, final: null);
        }

        if (path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            return new OutputFile(new FileStream(path, FileMode.Open, FileAccess.Write), temporary: null, final: null);
        }

        if (Directory.Exists(path))
        {
            throw CliFailure.Input($"OUT '{path}' is a folder; give a file name.");
        }

        // A link keeps pointing where it points; the file it names is replaced.
        var named = new FileInfo(path);
        string final = named.LinkTarget is null ? named.FullName : named.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        string folder = Path.GetDirectoryName(final)!;
        if (!Directory.Exists(folder))
        {
            throw CliFailure.Input($"OUT '{path}': the folder does not exist.");
        }

        string temporary = Path.Combine(folder, $".{Path.GetFileName(final)}.{Path.GetRandomFileName()}");
        return new OutputFile(new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16), temporary, final);
    }

    /// <summary>Puts the file into its place; without it nothing stays.</summary>
    public void Commit()
    {
        Stream.Flush();
        if (_final is not null)
        {
            Stream.Dispose();
            File.Move(_temporary!, _final, overwrite: true);
        }
    }

    public void Dispose()
    {
        if (_temporary is null)
        {
            Stream.Flush();
            if (Stream is FileStream)
            {
                Stream.Dispose();
            }

            return;
        }

        Stream.Dispose();
        File.Delete(_temporary); // after Commit there is none, which is no fault
    }
}
