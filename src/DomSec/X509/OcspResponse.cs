using DomSec.Ber;

namespace DomSec.X509;

/// <summary>
/// OCSPResponse and the BasicOCSPResponse in it (RFC 6960 section 4.2.1). Parsing verifies nothing. Immutable; it keeps the memory it was parsed from.
/// </summary>
internal sealed class OcspResponse
{
    /// <summary>SEC-DOS-01: responses about several certificates, and certificates along with them, are bounded; real ones have one of each.</summary>
    private const int MaxMembers = 64;

    private static readonly Oid _basic = new("1.3.6.1.5.5.7.48.1.1");
    private static readonly Oid _nonce = new("1.3.6.1.5.5.7.48.1.2");

    /// <summary>0 successful, 1 malformedRequest, 2 internalError, 3 tryLater, 5 sigRequired, 6 unauthorized. Whatever is not 0 says nothing about a certificate.</summary>
    public required int Status { get; init; }

    /// <summary>What the responder signed; empty unless successful.</summary>
    public ReadOnlyMemory<byte> TbsRaw { get; private init; }

    public ReadOnlyMemory<byte> SignatureAlgorithmRaw { get; private init; }

    public ReadOnlyMemory<byte> SignatureValue { get; private init; }

    /// <summary>The responder, by name; null when it is by key.</summary>
    public DistinguishedName? ResponderName { get; private init; }

    /// <summary>The responder, by the SHA-1 of its key bits; null when it is by name.</summary>
    public ReadOnlyMemory<byte>? ResponderKeyHash { get; private init; }

    public DateTimeOffset ProducedAt { get; private init; }

    public IReadOnlyList<OcspSingleResponse> Responses { get; private init; } = [];

    /// <summary>Content of the nonce extension as it stands; null when absent.</summary>
    public ReadOnlyMemory<byte>? Nonce { get; private init; }

    public bool HasUnknownCriticalExtension { get; private init; }

    /// <summary>Certificates that came along, DER.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; private init; } = [];

    /// <summary>Null when it is no OCSP response.</summary>
    public static OcspResponse? TryParse(ReadOnlyMemory<byte> der)
    {
        // OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED, responseBytes [0] EXPLICIT SEQUENCE { responseType OID, response OCTET STRING } OPTIONAL }
        var reader = new BerReader(der);
        BerReader outer = reader.ReadSequence();
        reader.RequireEnd();
        ReadOnlySpan<byte> status = outer.ReadElement(BerTag.Enumerated).Content.Span;
        if (!outer.Ok || !reader.Ok || status.Length != 1)
        {
            return null;
        }

        if (status[0] != 0)
        {
            return new OcspResponse { Status = status[0] };
        }

        BerReader wrapped = outer.ReadConstructed(BerTag.Context(0));
        BerReader bytes = wrapped.ReadSequence();
        Oid type = bytes.ReadOid();
        ReadOnlyMemory<byte> content = bytes.ReadOctetString();
        bytes.RequireEnd();
        return bytes.Ok && type == _basic ? ReadBasic(content) : null;
    }

    /// <summary>BasicOCSPResponse ::= SEQUENCE { tbsResponseData, signatureAlgorithm, signature BIT STRING, certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }.</summary>
    private static OcspResponse? ReadBasic(ReadOnlyMemory<byte> content)
    {
        var reader = new BerReader(content);
        BerReader basic = reader.ReadSequence();
        reader.RequireEnd();
        BerElement tbs = basic.ReadElement(BerTag.Sequence);
        ReadOnlyMemory<byte> algorithm = basic.ReadElement(BerTag.Sequence).Raw;
        ReadOnlyMemory<byte> signature = basic.ReadBitString();
        var certificates = new List<ReadOnlyMemory<byte>>(1);
        if (basic.NextIs(BerTag.Context(0)))
        {
            BerReader wrapped = basic.ReadConstructed(BerTag.Context(0));
            BerReader list = wrapped.ReadSequence();
            while (list.HasData && certificates.Count < MaxMembers)
            {
                certificates.Add(list.ReadElement(BerTag.Sequence).Raw);
            }

            wrapped.Join(list);
            basic.Join(wrapped);
        }

        basic.RequireEnd();
        reader.Join(basic);
        if (!reader.Ok)
        {
            return null;
        }

        // ResponseData ::= SEQUENCE { version [0] EXPLICIT DEFAULT v1, responderID CHOICE { byName [1] Name, byKey [2] OCTET STRING }, producedAt, responses, responseExtensions [1] EXPLICIT OPTIONAL }
        var fields = new BerReader(tbs.Content);
        if (fields.NextIs(BerTag.Context(0)))
        {
            fields.ReadElement();
        }

        BerElement id = fields.ReadElement();
        DistinguishedName? name = null;
        ReadOnlyMemory<byte>? key = null;
        if (id.Tag == BerTag.Context(1))
        {
            if (DistinguishedName.TryParse(id.Content, out name) != BerStatus.Ok)
            {
                fields.Fail(BerStatus.Malformed);
            }
        }
        else if (id.Tag == BerTag.Context(2))
        {
            key = new BerReader(id.Content).ReadOctetString();
        }
        else
        {
            fields.Fail(BerStatus.Malformed);
        }

        DateTimeOffset producedAt = fields.ReadTime();
        var responses = new List<OcspSingleResponse>(1);
        BerReader members = fields.ReadSequence();
        while (members.HasData)
        {
            BerReader member = members.ReadSequence();
            if (OcspSingleResponse.Read(ref member) is { } single && responses.Count < MaxMembers)
            {
                responses.Add(single);
            }

            members.Join(member);
        }

        fields.Join(members);
        ReadOnlyMemory<byte>? nonce = null;
        bool hasUnknown = false;
        if (fields.NextIs(BerTag.Context(1)))
        {
            BerReader wrapped = fields.ReadConstructed(BerTag.Context(1));
            foreach (CertificateExtension extension in CertificateExtension.ReadAll(ref wrapped))
            {
                nonce = extension.Id == _nonce ? extension.Value : nonce;
                hasUnknown |= extension.IsCritical && extension.Id != _nonce;
            }

            fields.Join(wrapped);
        }

        return !fields.Ok ? null : new OcspResponse
        {
            Status = 0,
            TbsRaw = tbs.Raw,
            SignatureAlgorithmRaw = algorithm,
            SignatureValue = signature,
            ResponderName = name,
            ResponderKeyHash = key,
            ProducedAt = producedAt,
            Responses = responses,
            Nonce = nonce,
            HasUnknownCriticalExtension = hasUnknown,
            Certificates = certificates,
        };
    }
}
