using System.Security.Cryptography;
using System.Text;

namespace DomSec.Providers;

/// <summary>A file of a community folder.</summary>
/// <param name="Name">Relative to the community folder, with <c>/</c>.</param>
/// <param name="FullPath">The path to open.</param>
/// <param name="IsEmpty">Whether it has no octets. Pipes and devices have none: opening one may block for ever, and reading one need not end.</param>
internal sealed record FolderFile(string Name, string FullPath, bool IsEmpty)
{
    public string Extension => Path.GetExtension(FullPath).ToUpperInvariant();
}

/// <summary>A folder named for a domain, with its files, or why they could not be listed.</summary>
internal sealed record DomainFolder(string Name, IReadOnlyList<FolderFile> Files, string? Fault);

/// <summary>
/// Which files a community folder holds, and a stamp over names, sizes, times and modes that changes when they do. Nothing is opened.
/// </summary>
/// <remarks>
/// Names that begin with a dot are left out: editors, version control and mounted secrets keep their own things there. Links are
/// followed, and the stamp is that of their targets.
/// </remarks>
internal sealed class FolderListing
{
    /// <summary>Bounds the work of a look-up that finds the folder changed; ten times the largest community in requirements.</summary>
    public const int MaxFiles = 50_000;

    private readonly IncrementalHash _hash;
    private readonly string _root;
    private int _count;

    private FolderListing(string root, IncrementalHash hash)
    {
        _root = root;
        _hash = hash;
    }

    public IReadOnlyList<FolderFile> Anchors { get; private set; } = [];

    public IReadOnlyList<FolderFile> RevocationLists { get; private set; } = [];

    public IReadOnlyList<DomainFolder> Members { get; private set; } = [];

    public IReadOnlyList<DomainFolder> Identities { get; private set; } = [];

    /// <summary>Files that stand beside the domains' folders instead of inside one.</summary>
    public IReadOnlyList<FolderFile> Misplaced { get; private set; } = [];

    public FolderFile? Configuration { get; private set; }

    public byte[] Stamp { get; private set; } = [];

    /// <summary>When a file was written last: a file may still be on its way.</summary>
    public DateTimeOffset NewestWrite { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Lists the folder.</summary>
    /// <exception cref="DomSecException">It, or one of its four parts, is missing or cannot be listed.</exception>
    public static FolderListing Read(string root)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var listing = new FolderListing(root, hash);
        try
        {
            listing.Read();
        }
        catch (DirectoryNotFoundException e)
        {
            throw new DomSecException($"The community folder {root} does not exist: create it or give the path of another one.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DomSecException($"The community folder {root} cannot be read: let this account list and read it and its folders.", e);
        }

        listing.Stamp = hash.GetHashAndReset();
        return listing;
    }

    private void Read()
    {
        var root = new DirectoryInfo(_root);
        var misplaced = new List<FolderFile>();
        foreach (FileSystemInfo entry in root.EnumerateFileSystemInfos())
        {
            bool isFolder = entry is DirectoryInfo;
            switch (entry.Name)
            {
                case "anchors" when isFolder:
                    Anchors = Files((DirectoryInfo)entry, entry.Name);
                    break;
                case "crls" when isFolder:
                    RevocationLists = Files((DirectoryInfo)entry, entry.Name);
                    break;
                case "members" when isFolder:
                    Members = Domains((DirectoryInfo)entry, misplaced);
                    break;
                case "identities" when isFolder:
                    Identities = Domains((DirectoryInfo)entry, misplaced);
                    break;
                case "community.json" when !isFolder:
                    Configuration = Add(entry, entry.Name);
                    break;
                default:
                    break; // ca/, notes: none of ours
            }
        }

        Misplaced = misplaced;
    }

    private List<DomainFolder> Domains(DirectoryInfo folder, List<FolderFile> misplaced)
    {
        var domains = new List<DomainFolder>();
        foreach (FileSystemInfo entry in Visible(folder))
        {
            string name = $"{folder.Name}/{entry.Name}";
            if (entry is not DirectoryInfo domain)
            {
                misplaced.Add(Add(entry, name));
                continue;
            }

            Append(name);
            try
            {
                domains.Add(new DomainFolder(domain.Name, Files(domain, name), Fault: null));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                domains.Add(new DomainFolder(domain.Name, [], "it cannot be listed: let this account read it"));
            }
        }

        return domains;
    }

    private List<FolderFile> Files(DirectoryInfo folder, string name)
    {
        var files = new List<FolderFile>();
        foreach (FileSystemInfo entry in Visible(folder))
        {
            if (entry is FileInfo)
            {
                files.Add(Add(entry, $"{name}/{entry.Name}"));
            }
        }

        return files;
    }

    /// <summary>Sorted, so that the same files give the same stamp and the same order of problems.</summary>
    private static IEnumerable<FileSystemInfo> Visible(DirectoryInfo folder) =>
        folder.EnumerateFileSystemInfos().Where(e => e.Name[0] != '.').OrderBy(e => e.Name, StringComparer.Ordinal);

    private FolderFile Add(FileSystemInfo entry, string name)
    {
        if (++_count > MaxFiles)
        {
            throw new DomSecException($"The community folder {_root} holds more than {MaxFiles} files: split the community, or keep it in a directory server.");
        }

        Append(name);
        FileSystemInfo target = TargetOf(entry);
        if (target != entry)
        {
            Append(target.FullName);
        }

        long length = target is FileInfo { Exists: true } file ? file.Length : -1;
        Append(length);
        var written = new DateTimeOffset(target.LastWriteTimeUtc);
        NewestWrite = written > NewestWrite ? written : NewestWrite;
        Append(written.UtcTicks);
        Append(target.CreationTimeUtc.Ticks);
        Append(OperatingSystem.IsWindows() ? 0 : (long)target.UnixFileMode); // a file becomes readable without being written
        return new FolderFile(name, entry.FullName, IsEmpty: length == 0);
    }

    private static FileSystemInfo TargetOf(FileSystemInfo entry)
    {
        try
        {
            return entry.LinkTarget is null ? entry : entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry;
        }
        catch (IOException)
        {
            return entry; // links in a circle: the file, and only it, turns out unreadable when it is opened
        }
    }

    private void Append(string text)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(text));
        _hash.AppendData([0]);
    }

    private void Append(long number) => _hash.AppendData(BitConverter.GetBytes(number));
}
