namespace DomSec.TestKit;

/// <summary>
/// SignedData written by hand, element by element (RFC 5652 section 5.1): right unless a test changes what it is about. Shares no code with the library.
/// </summary>
public sealed class OddSignatures(byte[] content)
{
    public const string Data = "1.2.840.113549.1.7.1";
    public const string SignedData = "1.2.840.113549.1.7.2";

    /// <summary>id-aa-signatureType (RFC 7107 section 3.5).</summary>
    public const string SignatureType = "1.2.840.113549.1.9.16.2.28";

    public const string OriginatorSig = "1.2.840.113549.1.9.16.9.1";
    public const string DomainSig = "1.2.840.113549.1.9.16.9.2";
    public const string AddAttribSig = "1.2.840.113549.1.9.16.9.3";
    public const string ReviewSig = "1.2.840.113549.1.9.16.9.4";
    public const string DelegatedOriginatorSig = "1.2.840.113549.1.9.16.9.5";

    public List<OddSigner> Signers { get; } = [];

    /// <summary>eContentType.</summary>
    public string ContentType { get; set; } = Data;

    /// <summary>What stands in eContent; null is an OCTET STRING of the content.</summary>
    public byte[]? EncapsulatedContent { get; set; }

    public bool IsDetached { get; set; }

    public bool IncludesCertificates { get; set; } = true;

    public bool IncludesDigestAlgorithms { get; set; } = true;

    /// <summary>Certificates in front of the signers' own.</summary>
    public List<byte[]> MoreCertificates { get; } = [];

    /// <summary>An empty signature layer (RFC 3183 section 3).</summary>
    public static byte[] Null(byte[] content) => new OddSignatures(content).Encode();

    /// <summary>Attribute ::= SEQUENCE { attrType, attrValues SET }.</summary>
    public static byte[] Attribute(string type, params ReadOnlySpan<byte[]> values) => Tlv.Of(Tlv.Sequence, Tlv.Oid(type), Tlv.Of(Tlv.Set, values));

    /// <summary>A signatureType attribute as RFC 3183 section 3.1.2 has it.</summary>
    public static byte[] TypeAttribute(params IReadOnlyList<string> types) => Attribute(SignatureType, TypeValue(types));

    /// <summary>SEQUENCE OF OBJECT IDENTIFIER.</summary>
    public static byte[] TypeValue(params IReadOnlyList<string> types) => Tlv.Of(Tlv.Sequence, [.. types.Select(Tlv.Oid)]);

    public OddSignatures By(TestIdentity identity, Action<OddSigner>? change = null)
    {
        var signer = new OddSigner(identity);
        change?.Invoke(signer);
        Signers.Add(signer);
        return this;
    }

    /// <summary>The ContentInfo.</summary>
    public byte[] Encode()
    {
        byte[][] certificates = [.. MoreCertificates, .. IncludesCertificates
            ? Signers.SelectMany(signer => signer.Identity.Intermediates.Select(certificate => certificate.RawData).Prepend(signer.Identity.Der)) : []];
        byte[] eContent = Tlv.Of(0xA0, EncapsulatedContent ?? Tlv.Of(Tlv.OctetString, content));
        byte[] signedData = Tlv.Of(
            Tlv.Sequence,
            Tlv.Integer(Signers.Exists(signer => signer.UsesKeyIdentifier) || ContentType != Data ? 3 : 1),
            Tlv.Of(Tlv.Set, IncludesDigestAlgorithms ? [.. Signers.Select(signer => signer.DigestIdentifier)] : []),
            Tlv.Of(Tlv.Sequence, Tlv.Oid(ContentType), IsDetached ? [] : eContent),
            certificates.Length > 0 ? Tlv.Of(0xA0, certificates) : [],
            Tlv.Of(Tlv.Set, [.. Signers.Select(signer => signer.Encode(content, ContentType))]));
        return Tlv.Of(Tlv.Sequence, Tlv.Oid(SignedData), Tlv.Of(0xA0, signedData));
    }
}
