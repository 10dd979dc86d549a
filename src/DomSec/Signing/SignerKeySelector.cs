using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Signing;

/// <summary>Chooses an own key for a role: the newest that is valid now, usable for signing and named as RFC 3183 section 3.1.1 asks.</summary>
internal sealed class SignerKeySelector
{
    private readonly bool _allowExperimental;

    // Reading a certificate and its key costs more than a signature; a key store gives the same key object until something changes.
    private readonly ConditionalWeakTable<ISigningKey, KnownKey> _known = [];

    /// <param name="allowExperimental">Whether composite keys sign (PQ-CMP-05).</param>
    public SignerKeySelector(bool allowExperimental) => _allowExperimental = allowExperimental;

    /// <summary>The key that signs, or the two that do under <see cref="AlgorithmProfile.DualSignature"/>; none with the reason.</summary>
    public async ValueTask<(IReadOnlyList<SignerKey> Keys, Refusal? Refusal)> SelectAsync(
        IKeyStore keys, MailDomain domain, DomainRole role, AlgorithmProfile profile, DateTimeOffset now, CancellationToken ct)
    {
        Refusal refusal = new($"There is no {role.RfcName()} key for {domain}; add one to the key store.", "RFC 3183 section 3.2");
        SignerKey? classical = null;
        SignerKey? postQuantum = null;
        foreach (ISigningKey key in await keys.GetSigningKeysAsync(domain, role, ct).ConfigureAwait(false))
        {
            KnownKey known = _known.GetValue(key, static k => new KnownKey(k));
            if (known.Certificate is not { } certificate)
            {
                refusal = new Refusal($"The certificate of a {role.RfcName()} key for {domain} cannot be read; replace it.", "RFC 5280 section 4.1");
                continue;
            }

            NamingVerdict naming = known.NamingOf(role);
            if (Objection(certificate, naming, role, now) is { } objection)
            {
                refusal = objection;
                continue;
            }

            if (SchemeFor(known, profile) is not { } scheme || (scheme.Scheme.IsExperimental && !_allowExperimental))
            {
                refusal = new Refusal($"The {role.RfcName()} key of {domain} is of a kind that this version does not sign with; use RSA, P-256, P-384, P-521, Ed25519, Ed448 or ML-DSA.", "RFC 8551 section 2.2");
                continue;
            }

            bool byKeyIdentifier = profile.SignerByKeyIdentifier && certificate.SubjectKeyIdentifier is { IsEmpty: false };
            bool isLegacy = profile.LegacySignatures && scheme.Scheme.Digest == DigestAlgorithm.Sha1;
            SignerKey candidate = known.KeyFor(key, naming, scheme.Algorithm, scheme.Scheme, byKeyIdentifier, isLegacy);
            ref SignerKey? best = ref candidate.IsPostQuantum ? ref postQuantum : ref classical;
            if (best is null || certificate.NotBefore > best.Certificate.NotBefore)
            {
                best = candidate;
            }
        }

        if (profile.DualSignature)
        {
            // PQ-DS-01. One signature where the peer was promised two would be the very downgrade that the other one is there to show.
            return classical is not null && postQuantum is not null
                ? ([classical, postQuantum], null)
                : ([], classical is null && postQuantum is null ? refusal : new Refusal($"The profile asks for two signatures, and {domain} has no valid {role.RfcName()} key of a {(classical is null ? "classical" : "post-quantum")} algorithm; add one.", "RFC 5752"));
        }

        SignerKey? newest = classical is null || (postQuantum is not null && postQuantum.Certificate.NotBefore > classical.Certificate.NotBefore) ? postQuantum : classical;
        return newest is null ? ([], refusal) : ([newest], null);
    }

    private static Refusal? Objection(Certificate certificate, NamingVerdict naming, DomainRole role, DateTimeOffset now)
    {
        if (naming.Findings.FirstOrDefault(finding => finding.IsViolation) is { Flag: not null } violation)
        {
            // RFC 3183 section 3.2: "MUST do so using a certificate containing a subject name that follows the naming convention".
            return new Refusal($"The signing certificate {certificate.Subject} breaks the naming convention: {violation.Detail}", violation.Flag);
        }

        if (now < certificate.NotBefore || now > certificate.NotAfter)
        {
            return new Refusal($"The {role.RfcName()} certificate {certificate.Subject} is valid from {certificate.NotBefore:u} to {certificate.NotAfter:u} and not now; renew it.", "RFC 5280 section 4.1.2.5");
        }

        return certificate.KeyUsage is { } usage && (usage & (KeyUsages.DigitalSignature | KeyUsages.NonRepudiation)) == 0
            ? new Refusal($"The {role.RfcName()} certificate {certificate.Subject} is not for signing: its key usage has no digitalSignature.", "RFC 8550 section 4.4.2")
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
        private NamingVerdict? _naming;

        public Certificate? Certificate { get; }

        public KeyKind Kind { get; }

        public int KeySizeBits { get; }

        public CompositeSignature? Composite { get; }

        /// <summary>What the certificate's name says for a role; the last answer is kept, as a key is asked about one role.</summary>
        public NamingVerdict NamingOf(DomainRole role)
        {
            NamingVerdict? known = _naming;
            return known?.Role == role ? known : _naming = AuthorityName.Check(Certificate!, role);
        }

        /// <summary>The key with what it signs as; the last one is kept, and with it what was encoded for it.</summary>
        public SignerKey KeyFor(ISigningKey key, NamingVerdict naming, SigningAlgorithm algorithm, SignatureScheme scheme, bool byKeyIdentifier, bool isLegacy)
        {
            SignerKey? known = _last;
            return known is not null && ReferenceEquals(known.Naming, naming) && known.Algorithm == algorithm
                && ReferenceEquals(known.Shape.Scheme, scheme) && known.Shape.UsesKeyIdentifier == byKeyIdentifier && known.Shape.DigestHasNull == isLegacy
                ? known
                : _last = new SignerKey(key, naming, algorithm, new SignerShape(Certificate!, scheme, byKeyIdentifier, isLegacy));
        }
    }
}
