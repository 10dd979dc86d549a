using System.Security.Cryptography;
using DomSec.Ber;
using Oid = DomSec.Ber.Oid;

namespace DomSec.X509;

/// <summary>SingleResponse ::= SEQUENCE { certID, certStatus, thisUpdate, nextUpdate [0] EXPLICIT OPTIONAL, singleExtensions [1] EXPLICIT OPTIONAL } (RFC 6960 section 4.2.1).</summary>
internal sealed record OcspSingleResponse
{
    private static readonly Oid _sha1 = new("1.3.14.3.2.26");
    private static readonly Oid _sha256 = new("2.16.840.1.101.3.4.2.1");

    public required Oid Hash { get; init; }

    public required ReadOnlyMemory<byte> IssuerNameHash { get; init; }

    public required ReadOnlyMemory<byte> IssuerKeyHash { get; init; }

    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    public bool IsGood { get; init; }

    /// <summary>When it was revoked; null when it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    public int? Reason { get; init; }

    public required DateTimeOffset ThisUpdate { get; init; }

    public DateTimeOffset? NextUpdate { get; init; }

    /// <summary>RFC 6960 section 4.2.2.1: without nextUpdate newer news is always available; a response that names none is taken for an hour.</summary>
    public DateTimeOffset EndsAt => NextUpdate ?? ThisUpdate + TimeSpan.FromHours(1);

    public bool HasUnknownCriticalExtension { get; init; }

    /// <summary>Reads the fields of one; null and the reader's status when they are not.</summary>
    public static OcspSingleResponse? Read(ref BerReader fields)
    {
        // CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash OCTET STRING, issuerKeyHash OCTET STRING, serialNumber INTEGER }
        BerReader id = fields.ReadSequence();
        BerReader algorithm = id.ReadSequence();
        Oid hash = algorithm.ReadOid();
        id.Join(algorithm);
        ReadOnlyMemory<byte> nameHash = id.ReadOctetString();
        ReadOnlyMemory<byte> keyHash = id.ReadOctetString();
        ReadOnlyMemory<byte> serialNumber = id.ReadIntegerBytes();
        id.RequireEnd();
        fields.Join(id);

        // CertStatus ::= CHOICE { good [0] NULL, revoked [1] { revocationTime, revocationReason [0] EXPLICIT OPTIONAL }, unknown [2] NULL }, all implicit
        BerElement status = fields.ReadElement();
        DateTimeOffset? revokedAt = null;
        int? reason = null;
        if (status.Tag == BerTag.Context(1))
        {
            var revoked = new BerReader(status.Content);
            revokedAt = revoked.ReadTime();
            if (revoked.NextIs(BerTag.Context(0)))
            {
                BerReader wrapped = revoked.ReadConstructed(BerTag.Context(0));
                ReadOnlySpan<byte> octets = wrapped.ReadElement(BerTag.Enumerated).Content.Span;
                reason = octets.Length == 1 ? octets[0] : null;
                revoked.Join(wrapped);
            }

            fields.Join(revoked);
        }

        DateTimeOffset thisUpdate = fields.ReadTime();
        DateTimeOffset? nextUpdate = null;
        if (fields.NextIs(BerTag.Context(0)))
        {
            BerReader wrapped = fields.ReadConstructed(BerTag.Context(0));
            nextUpdate = wrapped.ReadTime();
            fields.Join(wrapped);
        }

        bool hasUnknown = false;
        if (fields.NextIs(BerTag.Context(1)))
        {
            BerReader wrapped = fields.ReadConstructed(BerTag.Context(1));
            hasUnknown = CertificateExtension.ReadAll(ref wrapped).Any(extension => extension.IsCritical);
            fields.Join(wrapped);
        }

        return !fields.Ok ? null : new OcspSingleResponse
        {
            Hash = hash,
            IssuerNameHash = nameHash,
            IssuerKeyHash = keyHash,
            SerialNumber = serialNumber,
            IsGood = status.Tag == BerTag.ContextPrimitive(0),
            RevokedAt = revokedAt,
            Reason = reason,
            ThisUpdate = thisUpdate,
            NextUpdate = nextUpdate,
            HasUnknownCriticalExtension = hasUnknown,
        };
    }

    /// <summary>Whether it is about a certificate of this issuer: name, key and number, with SHA-1 or SHA-256 (RFC 6960 section 4.1.1). These hashes prove nothing; the signature does.</summary>
    public bool IsAbout(Certificate subject, Certificate issuer)
    {
        if (!SerialNumbers.Same(SerialNumber.Span, subject.SerialNumber.Span))
        {
            return false;
        }

        ReadOnlyMemory<byte> key = KeyBits(issuer);
        if (Hash == _sha256)
        {
            return IssuerNameHash.Span.SequenceEqual(SHA256.HashData(subject.IssuerRaw.Span)) && IssuerKeyHash.Span.SequenceEqual(SHA256.HashData(key.Span));
        }

        return Hash == _sha1 && IssuerNameHash.Span.SequenceEqual(SHA1.HashData(subject.IssuerRaw.Span)) && IssuerKeyHash.Span.SequenceEqual(SHA1.HashData(key.Span));
    }

    private static ReadOnlyMemory<byte> KeyBits(Certificate issuer)
    {
        var reader = new BerReader(issuer.SubjectPublicKeyInfo);
        BerReader fields = reader.ReadSequence();
        fields.ReadElement(BerTag.Sequence);
        return fields.ReadBitString();
    }
}
