using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.Trust;
using DomSec.X509;

namespace DomSec.Signing;

/// <summary>Chooses an own key for a role: the newest that is valid now, activated, trusted, usable for signing and named as RFC 3183 section 3.1.1 asks.</summary>
internal sealed class SignerKeySelector
{
    private readonly bool _allowExperimental;

    // Reading a certificate and its key costs more than a signature; a key store gives the same key object until something changes.
    private readonly ConditionalWeakTable<ISigningKey, KnownKey> _known = [];

    private readonly OwnCertificates _own;

    /// <param name="own">Tells which of several valid keys is to be used.</param>
    /// <param name="allowExperimental">Whether composite keys sign (PQ-CMP-05).</param>
    public SignerKeySelector(OwnCertificates own, bool allowExperimental)
    {
        _own = own;
        _allowExperimental = allowExperimental;
    }

    /// <summary>The key that signs, or the two that do under <see cref="AlgorithmProfile.DualSignature"/>; none with the reason.</summary>
    /// <param name="keys">Has the keys.</param>
    /// <param name="domain">The domain that signs.</param>
    /// <param name="role">As what.</param>
    /// <param name="profile">What the peer understands.</param>
    /// <param name="terms">What the domain itself agreed with its partners about its names.</param>
    /// <param name="now">The time.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask<(IReadOnlyList<SignerKey> Keys, Refusal? Refusal)> SelectAsync(
        IKeyStore keys, MailDomain domain, DomainRole role, AlgorithmProfile profile, NamingTerms terms, DateTimeOffset now, CancellationToken ct) =>
        Select(await keys.GetSigningKeysAsync(domain, role, ct).ConfigureAwait(false), domain.Value, new Signatory(role, terms, null), profile, now);

    /// <summary>The key of a user, whose certificate has to hold the user's address (RFC 8550 section 3).</summary>
    public async ValueTask<(IReadOnlyList<SignerKey> Keys, Refusal? Refusal)> SelectUserAsync(IKeyStore keys, string user, AlgorithmProfile profile, DateTimeOffset now, CancellationToken ct) =>
        Select(await keys.GetUserSigningKeysAsync(user, ct).ConfigureAwait(false), user, new Signatory(null, NamingTerms.Strict, user), profile, now);

    private (IReadOnlyList<SignerKey> Keys, Refusal? Refusal) Select(IReadOnlyList<ISigningKey> keys, string owner, Signatory signatory, AlgorithmProfile profile, DateTimeOffset now)
    {
        string what = signatory.Name;
        Refusal refusal = new($"There is no {what} key for {owner}; add one to the key store.", signatory.Role is null ? "RFC 3183 section 3.5" : "RFC 3183 section 3.2") { Condition = SecurityCondition.OwnKeyUnusable };
        var candidates = new List<SignerKey>();
        foreach (ISigningKey key in keys)
        {
            KnownKey known = _known.GetValue(key, static k => new KnownKey(k));
            if (known.Certificate is not { } certificate)
            {
                refusal = new Refusal($"The certificate of a {what} key for {owner} cannot be read; replace it.", "RFC 5280 section 4.1") { Condition = SecurityCondition.OwnKeyUnusable };
                continue;
            }

            NamingVerdict? naming = signatory.Role is { } role ? known.NamingOf(role, signatory.Terms) : null;
            if (Objection(certificate, naming, signatory, now) is { } objection)
            {
                refusal = objection;
                continue;
            }

            if (SchemeFor(known, profile) is not { } scheme || (scheme.Scheme.IsExperimental && !_allowExperimental))
            {
                refusal = new Refusal($"The {what} key of {owner} is of a kind that this version does not sign with; use RSA, P-256, P-384, P-521, Ed25519, Ed448 or ML-DSA.", "RFC 8551 section 2.2") { Condition = SecurityCondition.OwnKeyUnusable };
                continue;
            }

            bool byKeyIdentifier = profile.SignerByKeyIdentifier && certificate.SubjectKeyIdentifier is { IsEmpty: false };
            bool isLegacy = profile.LegacySignatures && scheme.Scheme.Digest == DigestAlgorithm.Sha1;
            candidates.Add(known.KeyFor(key, naming, scheme.Algorithm, scheme.Scheme, byKeyIdentifier, isLegacy));
        }

        if (profile.DualSignature)
        {
            SignerKey? classical = Best(candidates.FindAll(static key => !key.IsPostQuantum), now);
            SignerKey? postQuantum = Best(candidates.FindAll(static key => key.IsPostQuantum), now);

            // PQ-DS-01. One signature where the peer was promised two would be the very downgrade that the other one is there to show.
            return classical is not null && postQuantum is not null
                ? ([classical, postQuantum], null)
                : ([], classical is null && postQuantum is null ? refusal : new Refusal($"The profile asks for two signatures, and {owner} has no valid {what} key of a {(classical is null ? "classical" : "post-quantum")} algorithm; add one.", "RFC 5752") { Condition = SecurityCondition.OwnKeyUnusable });
        }

        return Best(candidates, now) is { } newest ? ([newest], null) : ([], refusal);
    }

    private SignerKey? Best(List<SignerKey> candidates, DateTimeOffset now) => candidates.Count == 0 ? null
        : _own.Best(candidates, static key => key.Certificate, static key => key.Key.ActivatesAt, static key => key.Key.Chain, signs: true, now);

    private static Refusal? Objection(Certificate certificate, NamingVerdict? naming, Signatory signatory, DateTimeOffset now)
    {
        if (naming?.Findings.FirstOrDefault(finding => finding.IsViolation) is { Flag: not null } violation)
        {
            // RFC 3183 section 3.2: "MUST do so using a certificate containing a subject name that follows the naming convention".
            return new Refusal($"The signing certificate {certificate.Subject} breaks the naming convention: {violation.Detail}", violation.Flag) { Condition = SecurityCondition.OwnKeyUnusable };
        }

        if (signatory.User is { } user && (AuthorityName.RoleOf(certificate) is not null || !certificate.Emails.Contains(user, StringComparer.OrdinalIgnoreCase)))
        {
            // DS-STA-17: an authority's certificate under a signature that does not say so is nobody's.
            return new Refusal($"The certificate {certificate.Subject} is not that of the user who is to sign.", "RFC 8550 section 3") { Condition = SecurityCondition.OwnKeyUnusable };
        }

        if (now < certificate.NotBefore || now > certificate.NotAfter)
        {
            return new Refusal($"The {signatory.Name} certificate {certificate.Subject} is valid from {certificate.NotBefore:u} to {certificate.NotAfter:u} and not now; renew it.", "RFC 5280 section 4.1.2.5") { Condition = SecurityCondition.OwnKeyUnusable };
        }

        return certificate.KeyUsage is { } usage && (usage & (KeyUsages.DigitalSignature | KeyUsages.NonRepudiation)) == 0
            ? new Refusal($"The {signatory.Name} certificate {certificate.Subject} is not for signing: its key usage has no digitalSignature.", "RFC 8550 section 4.4.2") { Condition = SecurityCondition.OwnKeyUnusable }
            : null;
    }

    private static (SigningAlgorithm Algorithm, SignatureScheme Scheme)? SchemeFor(KnownKey key, AlgorithmProfile profile)
    {
        switch (key.Kind)
        {
            case KeyKind.Rsa:
                if (profile.LegacySignatures)
                {
                    // LCD-01, LCD-05: what RFC 2311 section 2.3 asks for, and only then.
                    return (new SigningAlgorithm(SigningFamily.RsaPkcs1, HashAlgorithmName.SHA1), SignatureScheme.For(SignatureKind.RsaPkcs1, DigestAlgorithm.Sha1));
                }

                bool pss = profile.RsaSignature == RsaSignaturePadding.Pss;
                return (new SigningAlgorithm(pss ? SigningFamily.RsaPss : SigningFamily.RsaPkcs1, HashAlgorithmName.SHA256), SignatureScheme.For(pss ? SignatureKind.RsaPss : SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256));
            case KeyKind.Ec:
                // RFC 5754 section 3.3 with the pairs of RFC 5480 section 4: a digest as strong as the curve.
                DigestAlgorithm digest = key.KeySizeBits switch
                {
                    256 => DigestAlgorithm.Sha256,
                    384 => DigestAlgorithm.Sha384,
                    _ => DigestAlgorithm.Sha512,
                };
                return (new SigningAlgorithm(SigningFamily.Ecdsa, Digests.HashName(digest)), SignatureScheme.For(SignatureKind.Ecdsa, digest));
            case KeyKind.Ed25519:
                return (new SigningAlgorithm(SigningFamily.Ed25519, default), SignatureScheme.For(SignatureKind.Ed25519, DigestAlgorithm.Sha512));
            case KeyKind.Ed448:
                return (new SigningAlgorithm(SigningFamily.Ed448, default), SignatureScheme.For(SignatureKind.Ed448, DigestAlgorithm.Shake256));
            case KeyKind.MlDsa44:
                return (new SigningAlgorithm(SigningFamily.MlDsa44, default), SignatureScheme.For(SignatureKind.MlDsa44, DigestAlgorithm.Sha512)); // PQ-DSA-03: the digest that every peer must know
            case KeyKind.MlDsa65:
                return (new SigningAlgorithm(SigningFamily.MlDsa65, default), SignatureScheme.For(SignatureKind.MlDsa65, DigestAlgorithm.Sha512));
            case KeyKind.MlDsa87:
                return (new SigningAlgorithm(SigningFamily.MlDsa87, default), SignatureScheme.For(SignatureKind.MlDsa87, DigestAlgorithm.Sha512));
            case KeyKind.Composite:
                return (new SigningAlgorithm(SigningFamily.Composite, default), SignatureScheme.ForComposite(key.Composite!));
            default:
                return null;
        }
    }

    /// <summary>As whom a key signs.</summary>
    /// <param name="Role">As which authority; null for a user.</param>
    /// <param name="Terms">How the authority may be named.</param>
    /// <param name="User">The user's address.</param>
    private sealed record Signatory(DomainRole? Role, NamingTerms Terms, string? User)
    {
        public string Name => Role?.RfcName() ?? "originator";
    }

    private sealed record KnownNaming(NamingVerdict Verdict, NamingTerms Terms);

    /// <summary>What is constant about a key.</summary>
    private sealed class KnownKey
    {
        public KnownKey(ISigningKey key)
        {
            Certificate.TryParse(key.Certificate, out Certificate? certificate);
            Certificate = certificate;
            PublicKey? imported = certificate is null ? null : PublicKey.TryImport(certificate.SubjectPublicKeyInfo);
            Kind = imported?.Kind ?? KeyKind.Unsupported;
            KeySizeBits = imported?.KeySizeBits ?? 0;
            Composite = imported?.Composite;
        }

        private SignerKey? _last;
        private KnownNaming? _naming;

        public Certificate? Certificate { get; }

        public KeyKind Kind { get; }

        public int KeySizeBits { get; }

        public CompositeSignature? Composite { get; }

        /// <summary>What the certificate's name says for a role; the last answer is kept, as a key is asked about one role.</summary>
        public NamingVerdict NamingOf(DomainRole role, NamingTerms terms)
        {
            KnownNaming? known = _naming;
            if (known is null || known.Verdict.Role != role || known.Terms != terms)
            {
                known = new KnownNaming(AgreedName.Judge(Certificate!, role, terms), terms);
                _naming = known;
            }

            return known.Verdict;
        }

        /// <summary>The key with what it signs as; the last one is kept, and with it what was encoded for it.</summary>
        public SignerKey KeyFor(ISigningKey key, NamingVerdict? naming, SigningAlgorithm algorithm, SignatureScheme scheme, bool byKeyIdentifier, bool isLegacy)
        {
            SignerKey? known = _last;
            return known is not null && ReferenceEquals(known.Naming, naming) && known.Algorithm == algorithm
                && ReferenceEquals(known.Shape.Scheme, scheme) && known.Shape.UsesKeyIdentifier == byKeyIdentifier && known.Shape.DigestHasNull == isLegacy
                ? known
                : _last = new SignerKey(key, naming, algorithm, new SignerShape(Certificate!, scheme, byKeyIdentifier, isLegacy));
        }
    }
}
