using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Classification;

/// <summary>Writes one signature into the report; names are escaped.</summary>
internal static class SignatureReports
{
    public static SignatureReport Of(JudgedSignature signature)
    {
        DigestAlgorithm digest = Digests.FromIdentifier(signature.Info.DigestAlgorithm);
        SchemeStatus status = SignatureScheme.TryResolve(signature.Info.SignatureAlgorithm, digest, out SignatureScheme? scheme);
        Certificate? certificate = signature.Certificate?.Certificate;
        return new SignatureReport
        {
            Types = signature.Types,
            HasTypeAttribute = signature.Type.IsPresent,
            Signature = signature.Fact,
            Certificate = signature.CertificateFact,
            Verdict = signature.Verdict,
            DigestAlgorithm = digest == DigestAlgorithm.None ? signature.Info.DigestAlgorithm.Algorithm.ToString() : Digests.Name(digest),
            SignatureAlgorithm = status == SchemeStatus.Ok ? scheme!.Name : signature.Info.SignatureAlgorithm.Algorithm.ToString(),
            Signer = SignerOf(signature.Info, certificate),
            SignerCertificate = certificate?.Raw ?? default,
            CertificateNotAfter = signature.Path.Count > 0 ? signature.Path.Min(issuer => issuer.NotAfter) : certificate?.NotAfter,
            SigningTime = SigningTime(signature.Info),
            MessageDigest = Octets(signature.Info, Oids.MessageDigest),
            ContentIdentifier = Octets(signature.Info, Oids.ContentIdentifier),
            MailListExpansions = MailListExpansions.ClaimedBy(signature.Info),
            Domain = signature.Verdict == SecurityStatus.Pass ? signature.Domain : null,
            Flags = signature.Flags,
            Countersignatures = signature.Countersignatures,
            Label = signature.Ess.Label,
            EquivalentLabels = signature.Ess.EquivalentLabels,
            ContentHints = signature.Ess.ContentHints,
            ReadAttributes = () => Attributes(signature.Info),
        };
    }

    /// <summary>All signed attributes as they stand there.</summary>
    public static IReadOnlyList<SignedAttribute> Attributes(SignerInfo signer)
    {
        IReadOnlyList<CmsAttribute> attributes = (signer.SignedAttributes ?? AttributeSet.Empty).Attributes;
        var result = new SignedAttribute[attributes.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = new SignedAttribute(attributes[i].Type.ToString(), attributes[i].Values);
        }

        return result;
    }

    /// <summary>The signer as its certificate names it or, without one, as its identifier does.</summary>
    public static SignerReport SignerOf(SignerInfo signer, Certificate? certificate) => certificate is null
        ? new SignerReport("", IssuerOf(signer.Sid), Convert.ToHexStringLower(signer.Sid.Serial.Span[..Math.Min(64, signer.Sid.Serial.Length)]), [])
        : new SignerReport(certificate.Subject.ToString(), certificate.Issuer.ToString(), certificate.SerialHex, [.. certificate.Emails.Select(SafeText.Escape)]);

    /// <summary>What names a recipient, as one line.</summary>
    public static string Describe(RecipientInfo recipient) => recipient is KekRecipientInfo kek
        ? Describe(new SignerIdentifier(default, default, kek.KekIdentifier))
        : Describe(recipient.Identifier);

    /// <summary>A recipient or signer identifier as one line.</summary>
    public static string Describe(SignerIdentifier? identifier)
    {
        if (identifier is null)
        {
            return "";
        }

        return identifier.IsKeyIdentifier
            ? "keyId " + Convert.ToHexStringLower(identifier.KeyIdentifier.Span[..Math.Min(64, identifier.KeyIdentifier.Length)])
            : $"{IssuerOf(identifier)} / {Convert.ToHexStringLower(identifier.Serial.Span[..Math.Min(64, identifier.Serial.Length)])}";
    }

    /// <summary>The signer's claim of when it signed, or null.</summary>
    public static DateTimeOffset? SigningTime(SignerInfo signer)
    {
        if (signer.SignedAttributes?.SingleValue(Oids.SigningTime) is not { } value)
        {
            return null;
        }

        var reader = new BerReader(value);
        DateTimeOffset time = reader.ReadTime();
        return reader.Ok ? time : null;
    }

    private static string IssuerOf(SignerIdentifier identifier) =>
        DistinguishedName.TryParse(identifier.IssuerRaw, out DistinguishedName? name) == BerStatus.Ok ? name!.ToString() : "";

    private static ReadOnlyMemory<byte> Octets(SignerInfo signer, Oid type)
    {
        if (signer.SignedAttributes?.SingleValue(type) is not { } value)
        {
            return default;
        }

        var reader = new BerReader(value);
        ReadOnlyMemory<byte> octets = reader.ReadOctetString();
        return reader.Ok ? octets : default;
    }
}
