using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.Providers;

/// <summary>A file of certificate and key, with what it and the key beside it gave.</summary>
internal sealed record LoadedKeyFile(FolderFile File, LoadedFile Content);

/// <summary>Opens the files of a community folder one by one, each at most once per load, and remembers what unchanged ones gave.</summary>
internal sealed class FolderFiles(Func<string, string?>? password, IReadOnlyDictionary<string, LoadedFile> previous)
{
    /// <summary>Certificates and keys take a few KiB; a big revocation list some hundreds.</summary>
    private const int MaxFileBytes = 1 << 20;

    private const string KeyExtension = ".KEY";

    private readonly Dictionary<string, LoadedFile> _loaded = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, LoadedFile> Loaded => _loaded;

    /// <summary>Reads a whole file, or says why it cannot be read.</summary>
    public static bool TryReadAll(FolderFile file, out byte[] content, out string? fault)
    {
        content = [];
        fault = null;
        if (file.IsEmpty)
        {
            return true; // not opened: it may be a pipe
        }

        try
        {
            using var stream = new FileStream(file.FullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            byte[] buffer = new byte[16 << 10];
            int read;
            while ((read = stream.Read(buffer)) > 0 && copy.Length <= MaxFileBytes)
            {
                copy.Write(buffer.AsSpan(0, read));
            }

            content = copy.ToArray();
            CryptographicOperations.ZeroMemory(buffer);
            CryptographicOperations.ZeroMemory(copy.GetBuffer());
            fault = content.Length > MaxFileBytes ? "is larger than 1 MiB and is not read: split it" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = "cannot be read: let this account read it";
        }

        return fault is null;
    }

    /// <summary>Reads certificates and revocation lists; null when the file's name says that it holds something else.</summary>
    public LoadedFile? OpenPublic(FolderFile file)
    {
        switch (file.Extension)
        {
            case ".PEM" or ".CRT" or ".CER" or ".DER" or ".CRL":
                break;
            case ".P12" or ".PFX" or KeyExtension:
                return Failed(file, "is a private key among public files and is not read: move it to identities/ if it is ours, else delete it", unreadable: false);
            case ".P7B" or ".P7C":
                return Failed(file, "is PKCS#7 and is not read: convert it with openssl pkcs7 -print_certs", unreadable: true);
            default:
                return null;
        }

        if (!TryReadAll(file, out byte[] content, out string? fault))
        {
            return Failed(file, fault!, unreadable: true);
        }

        byte[] digest = SHA256.HashData(content);
        if (Unchanged(file, digest) is { } same)
        {
            return same;
        }

        using CredentialFile read = CredentialFile.Read(content, () => null);
        List<FolderProblem> problems = [];
        bool unreadable = false;
        if (read.Keys.Count > 0)
        {
            problems.Add(new FolderProblem(file.Name, "holds a private key among public files, which is not used: remove the key from it, or move the file to identities/"));
            read.Keys.ForEach(key => key.Dispose());
        }
        else if (read.Problems.Count > 0)
        {
            problems.AddRange(read.Problems.Select(text => new FolderProblem(file.Name, text)));
            unreadable = true;
        }

        bool lists = file.Name.StartsWith("crls/", StringComparison.Ordinal);
        if (problems.Count == 0 && (lists ? read.RevocationLists.Count : read.Certificates.Count) == 0)
        {
            problems.Add(new FolderProblem(file.Name, lists ? "holds no revocation list: put a CRL there or remove the file" : "holds no certificate: put one there or remove the file"));
            unreadable = true;
        }

        return Keep(file, new LoadedFile(digest, [.. read.Certificates.Select(File)], [], lists ? read.RevocationLists : [], problems, unreadable));
    }

    /// <summary>Reads the certificates and keys of an own domain, joining keys that stand beside their certificates.</summary>
    public IEnumerable<LoadedKeyFile> OpenIdentities(DomainFolder folder)
    {
        Dictionary<string, FolderFile> keys = folder.Files.Where(f => f.Extension == KeyExtension)
            .GroupBy(f => Path.GetFileNameWithoutExtension(f.FullPath), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var joined = new HashSet<FolderFile>();
        foreach (FolderFile file in folder.Files)
        {
            if (file.Extension is ".P12" or ".PFX")
            {
                yield return new LoadedKeyFile(file, OpenIdentity(file, beside: null));
            }
            else if (file.Extension is ".PEM" or ".CRT" or ".CER" or ".DER")
            {
                FolderFile? beside = keys.GetValueOrDefault(Path.GetFileNameWithoutExtension(file.FullPath));
                if (beside is not null)
                {
                    joined.Add(beside);
                }

                yield return new LoadedKeyFile(file, OpenIdentity(file, beside));
            }
        }

        foreach (FolderFile key in keys.Values.Where(k => !joined.Contains(k)))
        {
            // It may hold its certificate too; if not, that is what gets reported.
            yield return new LoadedKeyFile(key, OpenIdentity(key, beside: null));
        }
    }

    private static FiledCertificate File(X509Certificate2 certificate) => new(certificate.RawData, CertificateOutline.Of(certificate));

    private LoadedFile OpenIdentity(FolderFile file, FolderFile? beside)
    {
        byte[] keyContent = [];
        if (!TryReadAll(file, out byte[] content, out string? fault))
        {
            return Failed(file, fault!, unreadable: true);
        }

        if (beside is not null && !TryReadAll(beside, out keyContent, out fault))
        {
            return Failed(beside, fault!, unreadable: true);
        }

        try
        {
            byte[] digest = SHA256.HashData([.. SHA256.HashData(content), .. SHA256.HashData(keyContent)]);
            return Unchanged(file, digest) ?? Keep(file, Join(file, content, beside, keyContent, digest));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
            CryptographicOperations.ZeroMemory(keyContent);
        }
    }

    private LoadedFile Join(FolderFile file, byte[] content, FolderFile? beside, byte[] keyContent, byte[] digest)
    {
        using CredentialFile read = file.Extension is ".P12" or ".PFX"
            ? CredentialFile.ReadPkcs12(content, () => PasswordOf(file))
            : CredentialFile.Read(content, () => PasswordOf(file));
        List<FolderProblem> problems = [.. read.Problems.Select(text => new FolderProblem(file.Name, text))];
        List<PrivateKey> keys = [.. read.Keys];
        DateTimeOffset? activatesAt = read.ActivatesAt;
        if (beside is not null)
        {
            using CredentialFile key = CredentialFile.Read(keyContent, () => PasswordOf(beside), read.Certificates);
            problems.AddRange(key.Problems.Select(text => new FolderProblem(beside.Name, text)));
            keys.AddRange(key.Keys);
            activatesAt ??= key.ActivatesAt;
        }

        bool unreadable = problems.Count > 0;
        IdentityJoiner joined = IdentityJoiner.Join(file.Name, beside?.Name ?? file.Name, read.Certificates, keys, reportMissing: !unreadable, activatesAt);
        problems.AddRange(joined.Problems);
        return new LoadedFile(digest, joined.Others, joined.Identities, [], problems, unreadable);
    }

    private string? PasswordOf(FolderFile file)
    {
        try
        {
            return password?.Invoke(file.Name);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null; // reported as a missing password; a look-up that happens to reload must not fail for it
        }
    }

    /// <summary>What the same octets gave before. Files with problems are read again: a password may have come since.</summary>
    private LoadedFile? Unchanged(FolderFile file, byte[] digest) =>
        previous.TryGetValue(file.Name, out LoadedFile? before) && before.Problems.Count == 0 && before.Digest.AsSpan().SequenceEqual(digest) ? Keep(file, before) : null;

    private LoadedFile Keep(FolderFile file, LoadedFile loaded)
    {
        _loaded[file.Name] = loaded;
        return loaded;
    }

    private static LoadedFile Failed(FolderFile file, string text, bool unreadable) => new([], [], [], [], [new FolderProblem(file.Name, text)], unreadable);
}
