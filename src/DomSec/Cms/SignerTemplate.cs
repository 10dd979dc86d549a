using System.Globalization;
using System.Runtime.InteropServices;
using DomSec.Ber;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Cms;

/// <summary>
/// Everything of a signature that is the same for all messages of a signer, encoded once: certificates, identifiers, algorithms and all signed attributes
/// but the values of two. Per message the digest, the time and the signature are put in (RFC 5652 sections 5.1, 5.3 and 11).
/// </summary>
internal sealed class SignerTemplate
{
    private const string UtcTime = "yyMMddHHmmss'Z'";

    private readonly Func<ReadOnlyMemory<byte>, DateTimeOffset, byte[]> _build;
    private readonly byte[] _attributes;
    private readonly int _digestAt;
    private readonly int _timeAt;
    private readonly byte[] _certificates;
    private readonly byte[] _head; // version, sid, digestAlgorithm
    private readonly byte[] _signatureAlgorithm;

    /// <param name="signer">The signer.</param>
    /// <param name="certificates">Certificates to send along.</param>
    /// <param name="type">The signatureType, if any.</param>
    /// <param name="more">More signed attributes, in DER.</param>
    public SignerTemplate(SignerShape signer, IReadOnlyList<ReadOnlyMemory<byte>> certificates, SignatureType? type, params IReadOnlyList<ReadOnlyMemory<byte>> more)
    {
        Type = type;
        _build = (value, time) => SignedAttributesBuilder.Build(signer, Oids.Data, value.Span, time, type, more);
        _attributes = _build(new byte[Digests.Size(signer.Digest)], DateTimeOffset.UnixEpoch);

        // X.690 section 11.6 sorts the attributes by their encodings, which differ in the types before they come to the values: the order stays.
        _digestAt = OffsetOfValue(_attributes, Oids.MessageDigest);
        _timeAt = OffsetOfValue(_attributes, Oids.SigningTime);
        BerReader info = new BerReader(SignerInfoWriter.Encode(signer, _attributes, default)).ReadSequence();
        _head = [.. info.ReadElement().Raw.Span, .. info.ReadElement().Raw.Span, .. info.ReadElement().Raw.Span];
        info.ReadElement();
        _signatureAlgorithm = info.ReadElement().Raw.ToArray();
        _certificates = SignedDataWriter.EncodeCertificates(certificates);
    }

    /// <summary>The signatureType that is signed, if any.</summary>
    public SignatureType? Type { get; }

    /// <summary>The signed attributes as DER SET OF, which is what is signed (RFC 5652 section 5.4).</summary>
    public byte[] EncodeAttributes(ReadOnlyMemory<byte> contentDigest, DateTimeOffset signingTime)
    {
        // RFC 5652 section 11.3: from 2050 on, and before 1950, the time has another form and another length.
        if (signingTime.UtcDateTime.Year is < 1950 or > 2049)
        {
            return _build(contentDigest, signingTime);
        }

        byte[] attributes = _attributes.AsSpan().ToArray();
        contentDigest.Span.CopyTo(attributes.AsSpan(_digestAt));
        signingTime.UtcDateTime.TryFormat(attributes.AsSpan(_timeAt), out _, UtcTime, CultureInfo.InvariantCulture);
        return attributes;
    }

    /// <summary>Writes what follows the content in SignedData: certificates and the one SignerInfo.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="attributes">What <see cref="EncodeAttributes"/> gave.</param>
    /// <param name="signature">The signature value.</param>
    public void WriteTail(OctetSink output, ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> signature)
    {
        int info = _head.Length + attributes.Length + _signatureAlgorithm.Length + DerHeader.LengthOf(signature.Length) + signature.Length;
        output.Write(_certificates);
        DerHeader.WriteTo(output, BerTag.Set, DerHeader.LengthOf(info) + info);
        DerHeader.WriteTo(output, BerTag.Sequence, info);
        output.Write(_head);
        output.Write([BerTag.Context(0)]); // in place of the SET's tag
        output.Write(attributes[1..]);
        output.Write(_signatureAlgorithm);
        DerHeader.WriteTo(output, BerTag.OctetString, signature.Length);
        output.Write(signature);
    }

    /// <summary>Where the contents of the single value of an attribute stand.</summary>
    private static int OffsetOfValue(byte[] attributes, Oid type)
    {
        BerReader set = new BerReader(attributes).ReadSet();
        while (set.HasData)
        {
            BerReader attribute = set.ReadSequence();
            if (attribute.ReadOid() == type)
            {
                return MemoryMarshal.TryGetArray(attribute.ReadSet().ReadElement().Content, out ArraySegment<byte> value) ? value.Offset : throw new InvalidOperationException();
            }
        }

        throw new ArgumentException("The attribute is missing.", nameof(type));
    }
}
