using System.Security.Cryptography.X509Certificates;

namespace DomSec.Providers;

/// <summary>
/// A community held in memory: directory, membership, keys and trust in one object, for tests and for products that keep these things
/// in a place of their own.
/// </summary>
/// <remarks>
/// <para>May be changed at any time and by any thread; each change is atomic, and look-ups see one state whole. The methods return the
/// object itself, so that calls can be chained.</para>
/// <para>Keys stay the caller's, to be disposed when the community is no longer used. Nothing is judged: validity, naming and trust
/// are decided where a certificate is used.</para>
/// </remarks>
public sealed class MemoryCommunity : ICertificateDirectory, IMembership, IKeyStore, ITrustStore, IPeerProfiles, IExpirySource
{
    private const string Source = "memory";

    private readonly Lock _gate = new();
    private volatile CommunitySnapshot _snapshot = CommunitySnapshot.Empty;

    /// <summary>The members, in alphabetical order.</summary>
    public IReadOnlyList<MailDomain> Members => _snapshot.Members;

    /// <summary>The members whose private keys were added.</summary>
    public IReadOnlyList<MailDomain> OwnDomains => _snapshot.OwnDomains;

    /// <inheritdoc/>
    public TrustMaterial Current => _snapshot.Trust;

    /// <inheritdoc/>
    public AlgorithmProfile? ProfileOf(MailDomain domain) => _snapshot.ProfileOf(domain);

    /// <summary>Adds a trust anchor.</summary>
    /// <param name="certificate">The anchor's certificate.</param>
    /// <returns>This community.</returns>
    public MemoryCommunity AddAnchor(X509Certificate2 certificate) => ChangeTrust(t => t with { Anchors = With(t.Anchors, Der(certificate)) });

    /// <summary>Adds an issuing certificate that helps building paths and is not trusted by itself.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <returns>This community.</returns>
    public MemoryCommunity AddIntermediate(X509Certificate2 certificate) => ChangeTrust(t => t with { Intermediates = With(t.Intermediates, Der(certificate)) });

    /// <summary>Adds a revocation list. From the first one on, revocation is practised.</summary>
    /// <param name="list">The DER CRL. An older list of the same issuer may be left in.</param>
    /// <returns>This community.</returns>
    public MemoryCommunity AddRevocationList(ReadOnlyMemory<byte> list) => ChangeTrust(t => t with { RevocationLists = With(t.RevocationLists, list) });

    /// <summary>Takes all revocation lists out, to be followed by newer ones.</summary>
    /// <returns>This community.</returns>
    public MemoryCommunity ClearRevocationLists() => ChangeTrust(t => t.RevocationLists.Count == 0 ? t : t with { RevocationLists = [] });

    /// <summary>Says what a member understands.</summary>
    /// <param name="domain">The member.</param>
    /// <param name="profile">The profile; null takes back what was said.</param>
    /// <returns>This community.</returns>
    public MemoryCommunity SetProfile(MailDomain domain, AlgorithmProfile? profile)
    {
        CheckDomain(domain);
        return Change(s => s with { Profiles = profile is null ? s.Profiles.Remove(domain) : s.Profiles.SetItem(domain, profile) });
    }

    /// <inheritdoc/>
    public PeerAgreement? AgreementOf(MailDomain domain) => _snapshot.AgreementOf(domain);

    /// <summary>Says what was agreed with a partner about names, certificates and habits.</summary>
    /// <param name="domain">The partner.</param>
    /// <param name="agreement">The agreement; null takes back what was said.</param>
    /// <returns>This community.</returns>
    /// <exception cref="DomSecException">The agreement lacks something, such as the pins that its naming needs.</exception>
    public MemoryCommunity SetAgreement(MailDomain domain, PeerAgreement? agreement)
    {
        CheckDomain(domain);
        return agreement?.Problem is { } problem
            ? throw new DomSecException($"The agreement with {domain} cannot be used: {problem}.")
            : Change(s => s with { Agreements = agreement is null ? s.Agreements.Remove(domain) : s.Agreements.SetItem(domain, agreement) });
    }

    /// <summary>Adds a member and files its certificates by the roles that they name (RFC 3183 sections 3.1.1 and 4.1).</summary>
    /// <param name="domain">The member.</param>
    /// <param name="certificates">Its authorities' certificates, and issuing certificates, which become intermediates.</param>
    /// <returns>This community.</returns>
    /// <exception cref="DomSecException">A certificate names no role and issues no others: <see cref="AddCertificate"/> says its role.</exception>
    public MemoryCommunity AddMember(MailDomain domain, params ReadOnlySpan<X509Certificate2> certificates)
    {
        CheckDomain(domain);
        var filed = new List<(ReadOnlyMemory<byte> Der, CertificateOutline Outline)>();
        foreach (X509Certificate2 certificate in certificates)
        {
            ArgumentNullException.ThrowIfNull(certificate, nameof(certificates));
            CertificateOutline outline = CertificateOutline.Of(certificate);
            if (outline.Roles.Count == 0 && !outline.IsAuthority)
            {
                throw new DomSecException($"The certificate {CertificateOutline.Printable(certificate.Subject)} names no role of RFC 3183: say its role with AddCertificate.");
            }

            filed.Add((certificate.RawData, outline));
        }

        return Change(s =>
        {
            s = s.WithMember(domain);
            foreach ((ReadOnlyMemory<byte> der, CertificateOutline outline) in filed)
            {
                foreach (DomainRole role in outline.Roles)
                {
                    s = s.WithCertificate(domain, role, der);
                }

                if (outline.Roles.Count == 0)
                {
                    s = s with { Trust = s.Trust with { Intermediates = With(s.Trust.Intermediates, der) } };
                }
            }

            return s;
        });
    }

    /// <summary>Adds a member's certificate under a role, whatever the certificate names.</summary>
    /// <param name="domain">The member.</param>
    /// <param name="role">The role.</param>
    /// <param name="certificate">The DER certificate.</param>
    /// <returns>This community.</returns>
    public MemoryCommunity AddCertificate(MailDomain domain, DomainRole role, ReadOnlyMemory<byte> certificate)
    {
        CheckDomain(domain);
        return Change(s => s.WithCertificate(domain, role, certificate));
    }

    /// <summary>Adds a signing key of an own domain, which becomes a member with the key's certificate.</summary>
    /// <param name="domain">The own domain.</param>
    /// <param name="role">Signing, review or attributes.</param>
    /// <param name="key">The key; it stays the caller's.</param>
    /// <returns>This community.</returns>
    /// <exception cref="DomSecException">The role is the confidentiality authority's, which does not sign.</exception>
    public MemoryCommunity AddSigningKey(MailDomain domain, DomainRole role, ISigningKey key)
    {
        CheckDomain(domain);
        ArgumentNullException.ThrowIfNull(key);
        if (role == DomainRole.Confidentiality)
        {
            throw new DomSecException("A domain confidentiality authority does not sign: add its key with AddDecryptionKey.");
        }

        return Change(s => s.WithSigningKey(domain, role, key));
    }

    /// <summary>Adds a signing key of a user of an own domain, which becomes a member, for originator and delegated originator signatures.</summary>
    /// <param name="address">The user's mail address, which has to be in the key's certificate.</param>
    /// <param name="key">The key; it stays the caller's.</param>
    /// <returns>This community.</returns>
    /// <exception cref="DomSecException">The address is none.</exception>
    public MemoryCommunity AddUserSigningKey(string address, ISigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        MailDomain domain = DomainOf(address);
        return Change(s => s.WithUserSigningKey(domain, address, key));
    }

    /// <summary>Adds a user's own decryption key: it opens mail that was encrypted to the user, and its certificate is not given out as an authority's.</summary>
    /// <param name="address">The user's mail address, at an own domain.</param>
    /// <param name="key">The key; it stays the caller's.</param>
    /// <returns>This community.</returns>
    /// <exception cref="DomSecException">The address is none.</exception>
    public MemoryCommunity AddUserDecryptionKey(string address, IDecryptionKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        MailDomain domain = DomainOf(address);
        return Change(s => s.WithUserDecryptionKey(domain, key));
    }

    /// <summary>Adds a certificate to a recipient's own entry (RFC 3183 section 4.2): the recipient's, or that of the confidentiality authority that decrypts for the recipient.</summary>
    /// <param name="address">The recipient's mail address.</param>
    /// <param name="certificate">The DER certificate.</param>
    /// <returns>This community.</returns>
    /// <exception cref="DomSecException">The address is none.</exception>
    public MemoryCommunity AddRecipientCertificate(string address, ReadOnlyMemory<byte> certificate)
    {
        DomainOf(address);
        return Change(s => s.WithRecipientCertificate(address, certificate));
    }

    /// <summary>Adds a decryption key of an own domain, which becomes a member with the key's certificate.</summary>
    /// <param name="domain">The own domain.</param>
    /// <param name="key">The key; it stays the caller's.</param>
    /// <returns>This community.</returns>
    public MemoryCommunity AddDecryptionKey(MailDomain domain, IDecryptionKey key)
    {
        CheckDomain(domain);
        ArgumentNullException.ThrowIfNull(key);
        return Change(s => s.WithDecryptionKey(domain, key));
    }

    /// <summary>Adds a symmetric key shared with peers (RFC 5652 section 6.2.3).</summary>
    /// <param name="domain">The own domain.</param>
    /// <param name="key">The key; it stays the caller's.</param>
    /// <returns>This community.</returns>
    public MemoryCommunity AddKeyEncryptionKey(MailDomain domain, IKeyEncryptionKey key)
    {
        CheckDomain(domain);
        ArgumentNullException.ThrowIfNull(key);
        return Change(s => s with { KeyEncryptionKeys = s.KeyEncryptionKeys.Add((domain, key)) });
    }

    /// <summary>Adds a password shared with peers (RFC 5652 section 6.2.4); used only under <see cref="DomSecOptions.DecryptPasswordRecipients"/>.</summary>
    /// <param name="domain">The own domain.</param>
    /// <param name="password">The password, used as UTF-8.</param>
    /// <returns>This community.</returns>
    public MemoryCommunity AddPassword(MailDomain domain, string password)
    {
        CheckDomain(domain);
        ArgumentException.ThrowIfNullOrEmpty(password);
        return Change(s => s with { Passwords = s.Passwords.Add((domain, System.Text.Encoding.UTF8.GetBytes(password))) });
    }

    /// <summary>Removes a member with its certificates and keys. Trust material stays.</summary>
    /// <param name="domain">The member.</param>
    /// <returns>This community.</returns>
    public MemoryCommunity RemoveMember(MailDomain domain) => Change(s => s.Without(domain));

    /// <inheritdoc/>
    public IReadOnlyList<ExpiryForecast> Forecast(DateTimeOffset now) => CommunityForecast.Of(_snapshot, now);

    /// <inheritdoc/>
    public ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<CertificateLookup>(ct) : ValueTask.FromResult(_snapshot.Find(domain, role, Source));

    /// <inheritdoc/>
    public ValueTask<LookupState> IsMemberAsync(MailDomain domain, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<LookupState>(ct) : ValueTask.FromResult(_snapshot.MembershipOf(domain));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ISigningKey>> GetSigningKeysAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<IReadOnlyList<ISigningKey>>(ct) : ValueTask.FromResult(_snapshot.FindSigningKeys(domain, role));

    /// <inheritdoc/>
    public ValueTask<CertificateLookup> FindRecipientAsync(string address, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<CertificateLookup>(ct) : ValueTask.FromResult(_snapshot.FindRecipient(address, Source));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ISigningKey>> GetUserSigningKeysAsync(string address, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<IReadOnlyList<ISigningKey>>(ct) : ValueTask.FromResult(_snapshot.FindUserSigningKeys(address));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IDecryptionKey>> GetDecryptionKeysAsync(MailDomain? domain, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<IReadOnlyList<IDecryptionKey>>(ct) : ValueTask.FromResult(_snapshot.FindDecryptionKeys(domain));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IKeyEncryptionKey>> GetKeyEncryptionKeysAsync(MailDomain? domain, CancellationToken ct = default) => ct.IsCancellationRequested
        ? ValueTask.FromCanceled<IReadOnlyList<IKeyEncryptionKey>>(ct)
        : ValueTask.FromResult(_snapshot.FindKeyEncryptionKeys(domain));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetPasswordsAsync(MailDomain? domain, CancellationToken ct = default) => ct.IsCancellationRequested
        ? ValueTask.FromCanceled<IReadOnlyList<ReadOnlyMemory<byte>>>(ct)
        : ValueTask.FromResult(_snapshot.FindPasswords(domain));

    private static ReadOnlyMemory<byte> Der(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.RawData;
    }

    private static MailDomain DomainOf(string address) => MailDomain.TryFromAddress(address, out _, out MailDomain domain)
        ? domain
        : throw new DomSecException("The address is not a mail address with a domain: write it as name@example.org.");

    private static void CheckDomain(MailDomain domain)
    {
        if (domain == default)
        {
            throw new DomSecException("The domain is empty: give one made by MailDomain.Parse.");
        }
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> With(IReadOnlyList<ReadOnlyMemory<byte>> list, ReadOnlyMemory<byte> item) =>
        list.Any(each => each.Span.SequenceEqual(item.Span)) ? list : [.. list, item];

    private MemoryCommunity ChangeTrust(Func<TrustMaterial, TrustMaterial> change) => Change(s =>
    {
        // Records compare list members by reference: equal means that nothing was added, and then the object has to stay the same.
        TrustMaterial next = change(s.Trust);
        return next == s.Trust ? s : s with { Trust = next };
    });

    private MemoryCommunity Change(Func<CommunitySnapshot, CommunitySnapshot> change)
    {
        lock (_gate)
        {
            _snapshot = change(_snapshot);
        }

        return this;
    }
}
