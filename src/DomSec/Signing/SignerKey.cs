using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Signing;

/// <summary>A key that will sign, chosen and checked, with everything about it that is constant.</summary>
/// <param name="Key">The key.</param>
/// <param name="Naming">What its certificate's names say; null for a user's key, whose certificate names no role.</param>
/// <param name="Algorithm">What is asked of the key.</param>
/// <param name="Shape">What is written about it.</param>
internal sealed record SignerKey(ISigningKey Key, NamingVerdict? Naming, SigningAlgorithm Algorithm, SignerShape Shape)
{
    private KnownTemplate? _template;
    private SignedDataOutline? _outline;

    public Certificate Certificate => Shape.Certificate;

    public DigestAlgorithm Digest => Shape.Digest;

    /// <summary>Whether it resists a quantum computer.</summary>
    public bool IsPostQuantum => Shape.Scheme.IsExperimental || MlDsaSizes.Of(Shape.Scheme.Kind) is not null;

    /// <summary>The key's own certificate and those between it and the anchor (CERT-05).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates => [Key.Certificate, .. Key.Chain];

    /// <summary>What stands before the content when this key signs alone.</summary>
    public SignedDataOutline Outline => _outline ??= SignedDataOutline.Of([Shape], Certificates);

    /// <summary>
    /// The same with the confidentiality authority's certificate, for peers to learn it from (DS-DCA-08); SignedData's version does not change with an X.509 certificate.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> CertificatesWith(Certificate? encryption) => encryption is null ? Certificates : [.. Certificates, encryption.Raw];

    /// <summary>
    /// What is constant about the key's signatures, encoded on first use. A key signs as what its certificate names, and its domain's newest
    /// confidentiality certificate seldom changes, so the last one is kept.
    /// </summary>
    /// <remarks>What is signed for one message alone is not kept.</remarks>
    public SignerTemplate Template(SignatureType? type, Certificate? encryption, params IReadOnlyList<ReadOnlyMemory<byte>> more)
    {
        if (more.Count > 0)
        {
            return new SignerTemplate(Shape, Certificates, type, encryption is null ? more : [EncryptionKeyPreference.Encode(encryption), .. more]);
        }

        KnownTemplate? known = _template;
        if (known is null || known.Template.Type != type || !ReferenceEquals(known.Encryption, encryption))
        {
            known = new KnownTemplate(new SignerTemplate(Shape, CertificatesWith(encryption), type, encryption is null ? [] : [EncryptionKeyPreference.Encode(encryption)]), encryption);
            _template = known;
        }

        return known.Template;
    }

    /// <summary>A template with the certificate that it names: replaced as one, as doors and domains may share a key.</summary>
    private sealed record KnownTemplate(SignerTemplate Template, Certificate? Encryption);
}
