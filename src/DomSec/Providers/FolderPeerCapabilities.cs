using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DomSec.Providers;

/// <summary>
/// Announcements of peers that outlive a restart: a file for each domain in a folder, written when what is known changes, at once and whole. Bounded like <see cref="MemoryPeerCapabilities"/>.
/// Safe for concurrent use by one process.
/// </summary>
public sealed class FolderPeerCapabilities : IPeerCapabilities
{
    private const int MaxCertificateBytes = 1 << 16;
    private const int MaxFileBytes = 1 << 18;

    private readonly MemoryPeerCapabilities _memory;
    private readonly Lock _gate = new();
    private readonly string _folder;
    private volatile string? _fault;

    /// <summary>Reads what was learnt before. Files that are damaged or too large are passed over: what they said is learnt again.</summary>
    /// <param name="folder">The folder, for this alone and writable by this account alone; made when it is missing.</param>
    /// <param name="maxDomains">Domains remembered; further ones are not taken. Default 10,000.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDomains"/> is less than one.</exception>
    /// <exception cref="DomSecException">The folder cannot be made or listed.</exception>
    public FolderPeerCapabilities(string folder, int maxDomains = 10_000)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _memory = new MemoryPeerCapabilities(maxDomains);
        _folder = Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(_folder);
            foreach (string path in Directory.EnumerateFiles(_folder, "*.json").Order(StringComparer.Ordinal).Take(maxDomains))
            {
                if (Read(path) is { } known)
                {
                    _memory.Learn(known);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DomSecException($"{_folder} cannot be made or listed: let this account write there.", e);
        }
    }

    /// <summary>Why the last change could not be written, in one line, or null. It is in force all the same until a restart.</summary>
    public string? Fault => _fault;

    /// <inheritdoc/>
    public PeerCapabilities? Find(MailDomain domain) => _memory.Find(domain);

    /// <inheritdoc/>
    public void Learn(PeerCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        if (capabilities.EncryptionCertificate.Length > MaxCertificateBytes)
        {
            return; // no certificate is that large; whoever sends one is not helped to fill the disk
        }

        lock (_gate)
        {
            PeerCapabilities? before = _memory.Find(capabilities.Domain);
            _memory.Learn(capabilities);
            PeerCapabilities? after = _memory.Find(capabilities.Domain);

            // A later announcement of the same thing is not written: who replays what came between says the same.
            if (after is not null && (before is null || !SaysTheSame(before, after)))
            {
                Write(after);
            }
        }
    }

    private static bool SaysTheSame(PeerCapabilities a, PeerCapabilities b) =>
        a.HadStrongEncryption == b.HadStrongEncryption && a.EncryptionCertificate.Span.SequenceEqual(b.EncryptionCertificate.Span)
        && a.Algorithms.SequenceEqual(b.Algorithms, StringComparer.Ordinal) && a.ContentEncryption.SequenceEqual(b.ContentEncryption);

    private static PeerCapabilities? Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes || JsonNode.Parse(File.ReadAllText(path)) is not JsonObject json
                || !MailDomain.TryParse((string?)json["domain"] ?? "", out MailDomain domain) || !string.Equals(Path.GetFileNameWithoutExtension(path), domain.Value, StringComparison.Ordinal))
            {
                return null;
            }

            return new PeerCapabilities
            {
                Domain = domain,
                SigningTime = DateTimeOffset.ParseExact((string)json["signingTime"]!, "O", CultureInfo.InvariantCulture),
                ContentEncryption = [.. json["contentEncryption"]!.AsArray().Select(each => Enum.Parse<ContentEncryption>((string)each!))],
                Algorithms = [.. json["algorithms"]!.AsArray().Select(each => (string)each!)],
                HadStrongEncryption = (bool)json["hadStrongEncryption"]!,
                EncryptionCertificate = Convert.FromBase64String((string?)json["encryptionCertificate"] ?? ""),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException or NullReferenceException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Write(PeerCapabilities known)
    {
        var json = new JsonObject
        {
            ["domain"] = known.Domain.Value,
            ["signingTime"] = known.SigningTime.ToString("O", CultureInfo.InvariantCulture),
            ["contentEncryption"] = new JsonArray([.. known.ContentEncryption.Select(each => (JsonNode)each.ToString())]),
            ["algorithms"] = new JsonArray([.. known.Algorithms.Select(each => (JsonNode)each)]),
            ["hadStrongEncryption"] = known.HadStrongEncryption,
            ["encryptionCertificate"] = Convert.ToBase64String(known.EncryptionCertificate.Span),
        };
        try
        {
            using var files = new CommunityFiles(_folder);
            files.Add($"{known.Domain}.json", json.ToJsonString(), overwrites: true);
            files.Write();
            _fault = null;
        }
        catch (DomSecException e)
        {
            _fault = e.Message; // mail goes on; a host that wants to know asks
        }
    }
}
