using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.Providers;

/// <summary>A certificate as a folder files it.</summary>
internal sealed record FiledCertificate(ReadOnlyMemory<byte> Der, CertificateOutline Outline);

/// <summary>A usable pair of certificate and private key.</summary>
internal sealed record FiledIdentity(FiledCertificate Certificate, ImmutableList<(DomainRole Role, SoftwareSigningKey Key)> SigningKeys, SoftwareDecryptionKey? DecryptionKey)
{
    /// <summary>The signing key when the certificate names no role: a user's, or that of an authority whose names were agreed to tell nothing.</summary>
    public SoftwareSigningKey? UserKey { get; init; }

    public bool IsWithoutRole => Certificate.Outline.Roles.Count == 0;
}

/// <summary>What one file gave. Kept from load to load while its octets stay the same, so that keys keep their identity and are not decrypted again.</summary>
/// <param name="Digest">SHA-256 of the octets read.</param>
/// <param name="Certificates">Certificates without a key here.</param>
/// <param name="Identities">Certificates with their keys.</param>
/// <param name="RevocationLists">CRLs.</param>
/// <param name="Problems">What could not be used.</param>
/// <param name="Unreadable">Whether something is there that could not be read, so that what was found may not be all.</param>
internal sealed record LoadedFile(
    byte[] Digest,
    IReadOnlyList<FiledCertificate> Certificates,
    IReadOnlyList<FiledIdentity> Identities,
    IReadOnlyList<ReadOnlyMemory<byte>> RevocationLists,
    IReadOnlyList<FolderProblem> Problems,
    bool Unreadable);

/// <summary>A certificate of a domain, for reports on the folder.</summary>
internal sealed record DomainCertificate(MailDomain Domain, string File, FiledCertificate Certificate, bool HasKey);

/// <summary>One state of a community folder.</summary>
internal sealed record LoadedFolder(
    CommunitySnapshot Snapshot,
    IReadOnlyList<FolderProblem> Problems,
    IReadOnlyList<DomainCertificate> Certificates,
    IReadOnlyDictionary<string, LoadedFile> Files)
{
    public static LoadedFolder Empty { get; } = new(CommunitySnapshot.Empty, [], [], ImmutableDictionary<string, LoadedFile>.Empty);
}

/// <summary>
/// Reads a community folder as listed into one immutable state. A file that cannot be used is reported and left out; it never disables
/// the rest.
/// </summary>
internal sealed class FolderLoader
{
    private readonly FolderListing _listing;
    private readonly FolderFiles _files;
    private readonly LoadedFolder _previous;
    private readonly List<FolderProblem> _problems = [];
    private readonly List<DomainCertificate> _certificates = [];
    private readonly List<ReadOnlyMemory<byte>> _anchors = [];
    private readonly List<ReadOnlyMemory<byte>> _intermediates = [];
    private readonly List<ReadOnlyMemory<byte>> _revocationLists = [];
    private HashSet<MailDomain> _servedByUri = [];
    private CommunitySnapshot _snapshot = CommunitySnapshot.Empty;

    private FolderLoader(FolderListing listing, Func<string, string?>? password, LoadedFolder previous)
    {
        _listing = listing;
        _previous = previous;
        _files = new FolderFiles(password, previous.Files);
    }

    /// <summary>Reads the folder.</summary>
    /// <param name="listing">Its files.</param>
    /// <param name="password">Gives passwords, or null.</param>
    /// <param name="previous">The state before, whose unchanged parts are used again.</param>
    /// <exception cref="DomSecException"><c>community.json</c> is malformed or unreadable.</exception>
    public static LoadedFolder Load(FolderListing listing, Func<string, string?>? password, LoadedFolder previous) =>
        new FolderLoader(listing, password, previous).Load();

    private LoadedFolder Load()
    {
        CommunityConfiguration configuration = ReadConfiguration();
        _servedByUri = [.. configuration.Members.Where(member => member.Agreement is { Naming: NamingProfile.UriSan }).Select(member => member.Domain)];
        foreach (FolderFile file in _listing.Misplaced)
        {
            Report(file.Name, "stands beside the domains' folders and is not read: put it into a folder named for its domain");
        }

        LoadAnchors();
        LoadRevocationLists();
        LoadDomains(_listing.Members, LoadMember);
        LoadDomains(_listing.Identities, LoadIdentities);
        Apply(configuration);
        return new LoadedFolder(_snapshot with { Trust = Trust() }, _problems, _certificates, _files.Loaded);
    }

    private CommunityConfiguration ReadConfiguration()
    {
        if (_listing.Configuration is not { } file)
        {
            return CommunityConfiguration.None;
        }

        return FolderFiles.TryReadAll(file, out byte[] content, out string? fault)
            ? CommunityConfiguration.Parse(content, file.FullPath)
            : throw new DomSecException($"{file.FullPath} {fault}.");
    }

    private void LoadAnchors()
    {
        foreach (FolderFile file in _listing.Anchors)
        {
            if (Open(file) is { } loaded)
            {
                _anchors.AddRange(loaded.Certificates.Select(c => c.Der));
            }
        }

        if (_anchors.Count == 0)
        {
            Report("anchors", "holds no readable certificate, so nothing is trusted: put the community's root certificates there");
        }
    }

    private void LoadRevocationLists()
    {
        foreach (FolderFile file in _listing.RevocationLists)
        {
            if (Open(file) is not { } loaded)
            {
                continue;
            }

            _revocationLists.AddRange(loaded.RevocationLists);
            if (loaded is { Unreadable: true, RevocationLists.Count: 0 })
            {
                // Somebody practises revocation here: a broken list must not read as no list, which would trust the revoked.
                _revocationLists.Add(ReadOnlyMemory<byte>.Empty);
            }
        }
    }

    private void LoadDomains(IReadOnlyList<DomainFolder> folders, Action<MailDomain, DomainFolder> load)
    {
        string parent = ReferenceEquals(folders, _listing.Members) ? "members" : "identities";
        foreach (DomainFolder folder in folders)
        {
            string name = $"{parent}/{folder.Name}";
            if (!MailDomain.TryParse(folder.Name, out MailDomain domain))
            {
                Report(name, "is not named for a mail domain and is not read: name it like acme.example, an international domain in its xn-- form");
                continue;
            }

            _snapshot = _snapshot.WithMember(domain);
            if (folder.Fault is not null)
            {
                Report(name, folder.Fault);
                Damage(domain);
            }

            load(domain, folder);
        }
    }

    private void LoadMember(MailDomain domain, DomainFolder folder)
    {
        foreach (FolderFile file in folder.Files)
        {
            if (Open(file, domain) is not { } loaded)
            {
                continue;
            }

            foreach (FiledCertificate certificate in loaded.Certificates)
            {
                _certificates.Add(new DomainCertificate(domain, file.Name, certificate, HasKey: false));
                foreach (DomainRole role in certificate.Outline.Roles)
                {
                    _snapshot = _snapshot.WithCertificate(domain, role, certificate.Der);
                }

                FileWithoutRole(domain, file, certificate);
            }
        }
    }

    private void FileWithoutRole(MailDomain domain, FolderFile file, FiledCertificate certificate)
    {
        (IReadOnlyList<DomainRole> roles, bool authority, bool selfIssued) = certificate.Outline;
        if (roles.Count > 0)
        {
            return;
        }

        if (!authority)
        {
            if (RolesAsAgreed(domain, certificate) is { Count: > 0 } agreed)
            {
                foreach (DomainRole role in agreed)
                {
                    _snapshot = _snapshot.WithCertificate(domain, role, certificate.Der);
                }

                return;
            }

            // A recipient's own certificate, for encryption to the recipient.
            IReadOnlyList<string> addresses = CertificateOutline.AddressesAt(certificate.Der, domain);
            foreach (string address in addresses)
            {
                _snapshot = _snapshot.WithRecipientCertificate(address, certificate.Der);
            }

            if (addresses.Count > 0)
            {
                return;
            }

            Report(file.Name, "holds a certificate of no role: its common name, or an address's local part, has to be domain-signing-authority, review-authority, attribute-authority or domain-confidentiality-authority");
        }
        else if (selfIssued)
        {
            Report(file.Name, "holds a root certificate, which is not trusted here: move it to anchors/ if the community trusts it");
        }
        else
        {
            _intermediates.Add(certificate.Der);
        }
    }

    private void LoadIdentities(MailDomain domain, DomainFolder folder)
    {
        foreach (LoadedKeyFile keyFile in _files.OpenIdentities(folder))
        {
            LoadedFile loaded = keyFile.Content;
            _problems.AddRange(loaded.Problems);
            if (loaded.Unreadable)
            {
                Damage(domain);
            }

            foreach (FiledIdentity identity in loaded.Identities)
            {
                _certificates.Add(new DomainCertificate(domain, keyFile.File.Name, identity.Certificate, HasKey: true));
                foreach ((DomainRole role, SoftwareSigningKey key) in identity.SigningKeys)
                {
                    _snapshot = _snapshot.WithSigningKey(domain, role, key);
                }

                if (identity.IsWithoutRole)
                {
                    LoadIdentityWithoutRole(domain, keyFile.File, identity);
                }
                else if (identity.DecryptionKey is { } decryptionKey)
                {
                    _snapshot = _snapshot.WithDecryptionKey(domain, decryptionKey);
                }
            }

            _intermediates.AddRange(loaded.Certificates.Where(c => c.Outline is { IsAuthority: true, SelfIssued: false }).Select(c => c.Der));
        }
    }

    /// <summary>A user's key, by the addresses in the certificate, or an authority's by its key usage where that was agreed.</summary>
    private void LoadIdentityWithoutRole(MailDomain domain, FolderFile file, FiledIdentity identity)
    {
        IReadOnlyList<DomainRole> agreed = RolesAsAgreed(domain, identity.Certificate);
        IReadOnlyList<string> addresses = agreed.Count > 0 ? [] : CertificateOutline.AddressesAt(identity.Certificate.Der, domain);
        foreach (DomainRole role in agreed.Where(role => role != DomainRole.Confidentiality && identity.UserKey is not null))
        {
            _snapshot = _snapshot.WithSigningKey(domain, role, identity.UserKey!);
        }

        foreach (string address in addresses)
        {
            _snapshot = _snapshot.WithRecipientCertificate(address, identity.Certificate.Der);
            _snapshot = identity.UserKey is { } key ? _snapshot.WithUserSigningKey(domain, address, key) : _snapshot;
        }

        if (identity.DecryptionKey is { } decrypts && (addresses.Count > 0 || agreed.Contains(DomainRole.Confidentiality)))
        {
            _snapshot = addresses.Count > 0 ? _snapshot.WithUserDecryptionKey(domain, decrypts) : _snapshot.WithDecryptionKey(domain, decrypts);
        }

        if (addresses.Count == 0 && agreed.Count == 0)
        {
            Report(file.Name, $"holds a certificate of no role and of no user at {domain}: its common name, or an address's local part, has to be domain-signing-authority, review-authority, attribute-authority or domain-confidentiality-authority");
        }
    }

    private IReadOnlyList<DomainRole> RolesAsAgreed(MailDomain domain, FiledCertificate certificate) =>
        certificate.Outline.ServesDomains && _servedByUri.Contains(domain) ? CertificateOutline.RolesByUsage(certificate.Der) : [];

    private void Apply(CommunityConfiguration configuration)
    {
        _snapshot = _snapshot with { Labels = configuration.Labels, Decisions = configuration.Decisions };
        foreach (MemberConfiguration member in configuration.Members)
        {
            // A member without a folder is still one: mail for it must not go out in clear.
            _snapshot = _snapshot.WithMember(member.Domain);
            if (member.Profile is { } profile)
            {
                _snapshot = _snapshot with { Profiles = _snapshot.Profiles.SetItem(member.Domain, profile) };
            }

            if (member.Agreement is { } agreement)
            {
                _snapshot = _snapshot with { Agreements = _snapshot.Agreements.SetItem(member.Domain, agreement) };
            }
        }

        foreach (MemberConfiguration member in configuration.Members)
        {
            foreach (MailDomain alias in member.Aliases)
            {
                if (_snapshot.Members.Contains(alias))
                {
                    Report("community.json", $"calls {alias} an alias of {member.Domain}, but it is a member itself: remove the alias or the member");
                    continue;
                }

                _snapshot = _snapshot with { Aliases = _snapshot.Aliases.SetItem(alias, member.Domain) };
            }
        }
    }

    /// <summary>The trust material: the same object as before while its content is the same, since it keys caches.</summary>
    private TrustMaterial Trust()
    {
        var trust = new TrustMaterial(Distinct(_anchors), Distinct(_intermediates), Distinct(_revocationLists));
        TrustMaterial before = _previous.Snapshot.Trust;
        return Same(trust.Anchors, before.Anchors) && Same(trust.Intermediates, before.Intermediates) && Same(trust.RevocationLists, before.RevocationLists)
            ? before
            : trust;
    }

    private static List<ReadOnlyMemory<byte>> Distinct(List<ReadOnlyMemory<byte>> list)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. list.Where(item => seen.Add(Convert.ToHexString(SHA256.HashData(item.Span))))];
    }

    private static bool Same(IReadOnlyList<ReadOnlyMemory<byte>> a, IReadOnlyList<ReadOnlyMemory<byte>> b) =>
        a.Count == b.Count && a.Zip(b).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span));

    /// <summary>Reads a public file of the folder and reports on it; null when it is of no kind that is read.</summary>
    private LoadedFile? Open(FolderFile file, MailDomain? domain = null)
    {
        LoadedFile? loaded = _files.OpenPublic(file);
        if (loaded is null)
        {
            return null;
        }

        _problems.AddRange(loaded.Problems);
        if (loaded.Unreadable && domain is { } member)
        {
            Damage(member);
        }

        return loaded;
    }

    private void Damage(MailDomain domain) => _snapshot = _snapshot with { Damaged = _snapshot.Damaged.Add(domain) };

    private void Report(string file, string text) => _problems.Add(new FolderProblem(file, text));
}
