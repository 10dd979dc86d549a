using System.Collections.Immutable;

namespace DomSec.Providers;

/// <summary>
/// A community as it stands at one moment. Immutable, so that every look-up sees one state whole: a certificate never appears without
/// its membership.
/// </summary>
internal sealed record CommunitySnapshot
{
    public static CommunitySnapshot Empty { get; } = new();

    public ImmutableSortedSet<MailDomain> Members { get; init; } = ImmutableSortedSet.Create<MailDomain>(DomainOrder.Instance);

    /// <summary>The members whose keys are here.</summary>
    public ImmutableSortedSet<MailDomain> OwnDomains { get; init; } = ImmutableSortedSet.Create<MailDomain>(DomainOrder.Instance);

    /// <summary>Further domains that a member's authorities speak for.</summary>
    public ImmutableDictionary<MailDomain, MailDomain> Aliases { get; init; } = ImmutableDictionary<MailDomain, MailDomain>.Empty;

    /// <summary>Members of whom something could not be read: that nothing was found for them cannot be relied on.</summary>
    public ImmutableHashSet<MailDomain> Damaged { get; init; } = [];

    public ImmutableDictionary<MailDomain, AlgorithmProfile> Profiles { get; init; } = ImmutableDictionary<MailDomain, AlgorithmProfile>.Empty;

    public ImmutableDictionary<MailDomain, PeerAgreement> Agreements { get; init; } = ImmutableDictionary<MailDomain, PeerAgreement>.Empty;

    public ImmutableDictionary<(MailDomain Domain, DomainRole Role), ImmutableList<ReadOnlyMemory<byte>>> Certificates { get; init; } =
        ImmutableDictionary<(MailDomain, DomainRole), ImmutableList<ReadOnlyMemory<byte>>>.Empty;

    public ImmutableDictionary<(MailDomain Domain, DomainRole Role), ImmutableList<ISigningKey>> SigningKeys { get; init; } =
        ImmutableDictionary<(MailDomain, DomainRole), ImmutableList<ISigningKey>>.Empty;

    /// <summary>Users' signing keys by address.</summary>
    public ImmutableDictionary<string, ImmutableList<ISigningKey>> UserSigningKeys { get; init; } = ImmutableDictionary.Create<string, ImmutableList<ISigningKey>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Certificates in recipients' own entries, by address.</summary>
    public ImmutableDictionary<string, ImmutableList<ReadOnlyMemory<byte>>> RecipientCertificates { get; init; } =
        ImmutableDictionary.Create<string, ImmutableList<ReadOnlyMemory<byte>>>(StringComparer.OrdinalIgnoreCase);

    public ImmutableDictionary<MailDomain, ImmutableList<IDecryptionKey>> DecryptionKeys { get; init; } =
        ImmutableDictionary<MailDomain, ImmutableList<IDecryptionKey>>.Empty;

    public ImmutableList<IDecryptionKey> AllDecryptionKeys { get; init; } = [];

    public ImmutableList<(MailDomain Domain, IKeyEncryptionKey Key)> KeyEncryptionKeys { get; init; } = [];

    public ImmutableList<(MailDomain Domain, ReadOnlyMemory<byte> Password)> Passwords { get; init; } = [];

    public SecurityLabelTable Labels { get; init; } = LabelConfiguration.None;

    /// <summary>What to do with a message under what was found.</summary>
    public Decisions.DecisionPolicy Decisions { get; init; } = DomSec.Decisions.DecisionPolicy.Default;

    public TrustMaterial Trust { get; init; } = TrustMaterial.Empty;

    public CommunitySnapshot WithMember(MailDomain domain) => this with { Members = Members.Add(domain) };

    public CommunitySnapshot WithCertificate(MailDomain domain, DomainRole role, ReadOnlyMemory<byte> certificate)
    {
        ImmutableList<ReadOnlyMemory<byte>> known = Certificates.GetValueOrDefault((domain, role), []);
        CommunitySnapshot next = WithMember(domain);
        return Contains(known, certificate) ? next : next with { Certificates = Certificates.SetItem((domain, role), known.Add(certificate)) };
    }

    public CommunitySnapshot WithSigningKey(MailDomain domain, DomainRole role, ISigningKey key)
    {
        CommunitySnapshot next = WithCertificate(domain, role, key.Certificate);
        return next with
        {
            OwnDomains = OwnDomains.Add(domain),
            SigningKeys = SigningKeys.SetItem((domain, role), SigningKeys.GetValueOrDefault((domain, role), []).Add(key)),
        };
    }

    public CommunitySnapshot WithDecryptionKey(MailDomain domain, IDecryptionKey key)
    {
        CommunitySnapshot next = WithCertificate(domain, DomainRole.Confidentiality, key.Certificate);
        return next with
        {
            OwnDomains = OwnDomains.Add(domain),
            DecryptionKeys = DecryptionKeys.SetItem(domain, DecryptionKeys.GetValueOrDefault(domain, []).Add(key)),
            AllDecryptionKeys = AllDecryptionKeys.Add(key),
        };
    }

    public CommunitySnapshot WithRecipientCertificate(string address, ReadOnlyMemory<byte> certificate)
    {
        ImmutableList<ReadOnlyMemory<byte>> known = RecipientCertificates.GetValueOrDefault(address, []);
        return Contains(known, certificate) ? this : this with { RecipientCertificates = RecipientCertificates.SetItem(address, known.Add(certificate)) };
    }

    public CommunitySnapshot WithUserSigningKey(MailDomain domain, string address, ISigningKey key) => WithMember(domain) with
    {
        OwnDomains = OwnDomains.Add(domain),
        UserSigningKeys = UserSigningKeys.SetItem(address, UserSigningKeys.GetValueOrDefault(address, []).Add(key)),
    };

    /// <summary>A user's own decryption key: it opens mail, and its certificate is nobody's authority.</summary>
    public CommunitySnapshot WithUserDecryptionKey(MailDomain domain, IDecryptionKey key) => WithMember(domain) with
    {
        OwnDomains = OwnDomains.Add(domain),
        DecryptionKeys = DecryptionKeys.SetItem(domain, DecryptionKeys.GetValueOrDefault(domain, []).Add(key)),
        AllDecryptionKeys = AllDecryptionKeys.Add(key),
    };

    public CommunitySnapshot Without(MailDomain domain)
    {
        ImmutableDictionary<MailDomain, ImmutableList<IDecryptionKey>> decryptionKeys = DecryptionKeys.Remove(domain);
        return this with
        {
            Members = Members.Remove(domain),
            OwnDomains = OwnDomains.Remove(domain),
            Aliases = Aliases.RemoveRange(Aliases.Where(a => a.Key == domain || a.Value == domain).Select(a => a.Key)),
            Damaged = Damaged.Remove(domain),
            Profiles = Profiles.Remove(domain),
            Agreements = Agreements.Remove(domain),
            Certificates = Certificates.RemoveRange(Certificates.Keys.Where(k => k.Domain == domain)),
            SigningKeys = SigningKeys.RemoveRange(SigningKeys.Keys.Where(k => k.Domain == domain)),
            UserSigningKeys = UserSigningKeys.RemoveRange(UserSigningKeys.Keys.Where(address => IsOf(address, domain))),
            RecipientCertificates = RecipientCertificates.RemoveRange(RecipientCertificates.Keys.Where(address => IsOf(address, domain))),
            DecryptionKeys = decryptionKeys,

            // One authority may decrypt for several domains: its key stays for those that remain.
            AllDecryptionKeys = AllDecryptionKeys.RemoveAll(key => !decryptionKeys.Values.Any(keys => keys.Contains(key))),
            KeyEncryptionKeys = KeyEncryptionKeys.RemoveAll(k => k.Domain == domain),
            Passwords = Passwords.RemoveAll(p => p.Domain == domain),
        };
    }

    public LookupState MembershipOf(MailDomain domain) => Members.Contains(Resolve(domain)) ? LookupState.Found : LookupState.NotFound;

    public CertificateLookup Find(MailDomain domain, DomainRole role, string source)
    {
        MailDomain member = Resolve(domain);
        if (Certificates.TryGetValue((member, role), out ImmutableList<ReadOnlyMemory<byte>>? found))
        {
            return new CertificateLookup(LookupState.Found, found, source);
        }

        return new CertificateLookup(Damaged.Contains(member) ? LookupState.Unavailable : LookupState.NotFound, [], source);
    }

    public IReadOnlyList<ISigningKey> FindSigningKeys(MailDomain domain, DomainRole role) => SigningKeys.GetValueOrDefault((Resolve(domain), role), []);

    public IReadOnlyList<ISigningKey> FindUserSigningKeys(string address) => UserSigningKeys.GetValueOrDefault(address, []);

    public CertificateLookup FindRecipient(string address, string source) => RecipientCertificates.TryGetValue(address, out ImmutableList<ReadOnlyMemory<byte>>? found)
        ? new CertificateLookup(LookupState.Found, found, source)
        : new CertificateLookup(MailDomain.TryFromAddress(address, out _, out MailDomain domain) && Damaged.Contains(Resolve(domain)) ? LookupState.Unavailable : LookupState.NotFound, [], source);

    public IReadOnlyList<IDecryptionKey> FindDecryptionKeys(MailDomain? domain) =>
        domain is { } d ? DecryptionKeys.GetValueOrDefault(Resolve(d), []) : AllDecryptionKeys;

    public IReadOnlyList<IKeyEncryptionKey> FindKeyEncryptionKeys(MailDomain? domain) => Of(KeyEncryptionKeys, domain);

    public IReadOnlyList<ReadOnlyMemory<byte>> FindPasswords(MailDomain? domain) => Of(Passwords, domain);

    public AlgorithmProfile? ProfileOf(MailDomain domain) => Profiles.GetValueOrDefault(Resolve(domain));

    public PeerAgreement? AgreementOf(MailDomain domain) => Agreements.GetValueOrDefault(Resolve(domain));

    private static bool IsOf(string address, MailDomain domain) => MailDomain.TryFromAddress(address, out _, out MailDomain own) && own == domain;

    private static bool Contains(ImmutableList<ReadOnlyMemory<byte>> list, ReadOnlyMemory<byte> item)
    {
        foreach (ReadOnlyMemory<byte> each in list)
        {
            if (each.Span.SequenceEqual(item.Span))
            {
                return true;
            }
        }

        return false;
    }

    private T[] Of<T>(ImmutableList<(MailDomain Domain, T Secret)> secrets, MailDomain? domain)
    {
        MailDomain? own = domain is { } d ? Resolve(d) : null;
        return [.. secrets.Where(s => own is null || Resolve(s.Domain) == own).Select(s => s.Secret)];
    }

    private MailDomain Resolve(MailDomain domain) => Aliases.GetValueOrDefault(domain, domain);

    /// <summary>Lists are given in one order, so that reports do not change from run to run.</summary>
    private sealed class DomainOrder : IComparer<MailDomain>
    {
        public static DomainOrder Instance { get; } = new();

        public int Compare(MailDomain x, MailDomain y) => string.CompareOrdinal(x.Value, y.Value);
    }
}
