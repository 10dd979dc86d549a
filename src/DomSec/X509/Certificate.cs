using DomSec.Ber;
using SHA1 = System.Security.Cryptography.SHA1;
using SHA256 = System.Security.Cryptography.SHA256;

namespace DomSec.X509;

/// <summary>
/// Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue } (RFC 5280 section 4.1), as far as mail
/// and domain security read it. Parsing verifies nothing: neither the signature nor the validity.
/// Immutable; it keeps the memory it was parsed from.
/// </summary>
internal sealed class Certificate
{
    private readonly CertificateExtensions _extensions;
    private readonly DistinguishedName _issuer;
    private readonly DistinguishedName _subject;
    private IReadOnlyList<string>? _emails;
    private byte[]? _sha256;
    private byte[]? _computedKeyIdentifier;
    private string? _serialHex;

    private Certificate(
        ReadOnlyMemory<byte> raw, ReadOnlyMemory<byte> tbsRaw, ReadOnlyMemory<byte> signatureAlgorithmRaw, ReadOnlyMemory<byte> signatureValue,
        int version, ReadOnlyMemory<byte> serialNumber, DistinguishedName issuer, DateTimeOffset notBefore, DateTimeOffset notAfter, DistinguishedName subject,
        ReadOnlyMemory<byte> subjectPublicKeyInfo, CertificateExtensions extensions)
    {
        Raw = raw;
        TbsRaw = tbsRaw;
        SignatureAlgorithmRaw = signatureAlgorithmRaw;
        SignatureValue = signatureValue;
        Version = version;
        SerialNumber = serialNumber;
        _issuer = issuer;
        NotBefore = notBefore;
        NotAfter = notAfter;
        _subject = subject;
        SubjectPublicKeyInfo = subjectPublicKeyInfo;
        _extensions = extensions;
    }

    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>What the issuer signed.</summary>
    public ReadOnlyMemory<byte> TbsRaw { get; }

    /// <summary>The outer AlgorithmIdentifier; parsing has checked that the inner one is the same.</summary>
    public ReadOnlyMemory<byte> SignatureAlgorithmRaw { get; }

    public ReadOnlyMemory<byte> SignatureValue { get; }

    /// <summary>1, 2 or 3.</summary>
    public int Version { get; }

    /// <summary>The content octets of the INTEGER.</summary>
    public ReadOnlyMemory<byte> SerialNumber { get; }

    public string SerialHex => _serialHex ??= Convert.ToHexStringLower(SerialNumber.Span);

    public ReadOnlyMemory<byte> IssuerRaw => _issuer.Raw;

    public DistinguishedName Issuer => _issuer;

    public DistinguishedName Subject => _subject;

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    /// <summary>The whole SubjectPublicKeyInfo SEQUENCE.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    public IReadOnlyList<CertificateExtension> Extensions => _extensions.All;

    /// <summary>Null when the extension is absent, which allows every usage (RFC 5280 section 4.2.1.3).</summary>
    public KeyUsages? KeyUsage => _extensions.KeyUsage;

    /// <summary>Dotted identifiers; null when the extension is absent.</summary>
    public IReadOnlyList<string>? ExtendedKeyUsages => _extensions.ExtendedKeyUsages;

    /// <summary>CAB-06: dotted identifiers of certificatePolicies, material for a later rule about whose certificates count; null when there are none to be read.</summary>
    public IReadOnlyList<string>? Policies => _extensions.Policies;

    public bool IsCa => _extensions.IsCa;

    public int? PathLength => _extensions.PathLength;

    public ReadOnlyMemory<byte>? SubjectKeyIdentifier => _extensions.SubjectKeyIdentifier;

    /// <summary>The keyIdentifier of the authority; its issuer and serial number form is not read.</summary>
    public ReadOnlyMemory<byte>? AuthorityKeyIdentifier => _extensions.AuthorityKeyIdentifier;

    public IReadOnlyList<string> SubjectAltEmails => _extensions.AltNames.Emails;

    public IReadOnlyList<string> SubjectAltUris => _extensions.AltNames.Uris;

    public IReadOnlyList<string> SubjectAltDnsNames => _extensions.AltNames.DnsNames;

    public IReadOnlyList<string> SmtpUtf8Mailboxes => _extensions.AltNames.SmtpUtf8Mailboxes;

    /// <summary>The emailAddress attributes of the subject (RFC 5280 section 4.1.2.6 keeps them as legacy).</summary>
    public IEnumerable<NameAttribute> SubjectEmailAttributes => _subject.Values(X509Oids.EmailAddress);

    /// <summary>All addresses: rfc822Name, SmtpUTF8Mailbox, then emailAddress of the subject, each once (RFC 8550 section 3).</summary>
    public IReadOnlyList<string> Emails => _emails ??= SubjectAltEmails
        .Concat(SmtpUtf8Mailboxes)
        .Concat(SubjectEmailAttributes.Select(attribute => attribute.Value).OfType<string>())
        .Distinct(StringComparer.OrdinalIgnoreCase)
        .ToArray();

    /// <summary>Whether CRL distribution points or an OCSP responder are named.</summary>
    public bool NamesRevocationSource => _extensions.NamesRevocationSource;

    /// <summary>RFC 5280 section 4.2: such a certificate must be rejected. What path validation processes counts as known.</summary>
    public bool HasUnknownCriticalExtension => _extensions.HasUnknownCritical;

    /// <summary>The fingerprint of the whole certificate.</summary>
    public ReadOnlyMemory<byte> Sha256 => _sha256 ??= SHA256.HashData(Raw.Span);

    /// <summary>Parses DER or BER. Never throws; the first fault is the result.</summary>
    public static BerStatus TryParse(ReadOnlyMemory<byte> der, out Certificate? certificate)
    {
        certificate = null;
        var reader = new BerReader(der);
        BerReader outer = reader.ReadSequence();
        reader.RequireEnd();
        BerElement tbs = outer.ReadElement(BerTag.Sequence);
        ReadOnlyMemory<byte> signatureAlgorithm = outer.ReadElement(BerTag.Sequence).Raw;
        ReadOnlyMemory<byte> signatureValue = outer.ReadBitString();
        outer.RequireEnd();
        reader.Join(outer);
        if (!reader.Ok)
        {
            return reader.Status;
        }

        // TBSCertificate ::= SEQUENCE { version [0] EXPLICIT INTEGER DEFAULT v1, serialNumber, signature, issuer, validity, subject,
        //   subjectPublicKeyInfo, issuerUniqueID [1] OPTIONAL, subjectUniqueID [2] OPTIONAL, extensions [3] EXPLICIT OPTIONAL }
        var fields = new BerReader(tbs.Content);
        int version = ReadVersion(ref fields);
        ReadOnlyMemory<byte> serialNumber = fields.ReadIntegerBytes();
        ReadOnlyMemory<byte> innerAlgorithm = fields.ReadElement(BerTag.Sequence).Raw;
        DistinguishedName? issuer = ReadName(ref fields);
        BerReader validity = fields.ReadSequence();
        DateTimeOffset notBefore = validity.ReadTime();
        DateTimeOffset notAfter = validity.ReadTime();
        validity.RequireEnd();
        fields.Join(validity);
        DistinguishedName? subject = ReadName(ref fields);
        ReadOnlyMemory<byte> subjectPublicKeyInfo = fields.ReadElement(BerTag.Sequence).Raw;
        SkipUniqueIdentifiers(ref fields);
        CertificateExtensions extensions = CertificateExtensions.None;
        if (fields.HasData)
        {
            BerReader wrapped = fields.ReadConstructed(BerTag.Context(3));
            extensions = CertificateExtensions.Read(ref wrapped);
            wrapped.RequireEnd();
            fields.Join(wrapped);
        }

        fields.RequireEnd();

        // RFC 5280 section 4.1.1.2: both algorithm identifiers are the same; otherwise the unsigned one could choose the algorithm.
        if (fields.Ok && !signatureAlgorithm.Span.SequenceEqual(innerAlgorithm.Span))
        {
            fields.Fail(BerStatus.Malformed);
        }

        if (fields.Ok)
        {
            certificate = new Certificate(
                der, tbs.Raw, signatureAlgorithm, signatureValue, version, serialNumber, issuer!, notBefore, notAfter, subject!, subjectPublicKeyInfo, extensions);
        }

        return fields.Status;
    }

    /// <summary>IssuerAndSerialNumber (RFC 5652 section 10.2.4): the octets of the name first, then its meaning.</summary>
    public bool MatchesIssuerAndSerial(ReadOnlySpan<byte> issuerRaw, ReadOnlySpan<byte> serial)
    {
        if (!SerialNumbers.Same(SerialNumber.Span, serial))
        {
            return false;
        }

        return IssuerRaw.Span.SequenceEqual(issuerRaw)
            || (DistinguishedName.TryParse(issuerRaw.ToArray(), out DistinguishedName? issuer) == BerStatus.Ok && _issuer.Equivalent(issuer!));
    }

    /// <summary>SubjectKeyIdentifier of a SignerInfo or RecipientInfo: the extension decides; without one, SHA-1 of the key bits (RFC 5280 section 4.2.1.2 method 1).</summary>
    public bool MatchesKeyIdentifier(ReadOnlySpan<byte> ski)
    {
        if (ski.IsEmpty)
        {
            return false;
        }

        return SubjectKeyIdentifier is { } extension ? extension.Span.SequenceEqual(ski) : ComputeKeyIdentifier().AsSpan().SequenceEqual(ski);
    }

    /// <summary>SHA-1 of the subjectPublicKey bits; empty when they cannot be read.</summary>
    public byte[] ComputeKeyIdentifier()
    {
        if (_computedKeyIdentifier is null)
        {
            var reader = new BerReader(SubjectPublicKeyInfo);
            BerReader fields = reader.ReadSequence();
            fields.ReadElement(BerTag.Sequence);
            ReadOnlyMemory<byte> key = fields.ReadBitString();
            _computedKeyIdentifier = fields.Ok ? SHA1.HashData(key.Span) : [];
        }

        return _computedKeyIdentifier;
    }

    private static int ReadVersion(ref BerReader fields)
    {
        if (!fields.NextIs(BerTag.Context(0)))
        {
            return 1;
        }

        BerReader wrapped = fields.ReadConstructed(BerTag.Context(0));
        int version = wrapped.ReadSmallInteger();
        if (version > 2)
        {
            wrapped.Fail(BerStatus.Malformed);
        }

        wrapped.RequireEnd();
        fields.Join(wrapped);
        return fields.Ok ? version + 1 : 0;
    }

    private static DistinguishedName? ReadName(ref BerReader fields)
    {
        BerElement element = fields.ReadElement(BerTag.Sequence);
        if (!fields.Ok)
        {
            return null;
        }

        BerStatus status = DistinguishedName.TryParse(element.Raw, out DistinguishedName? name);
        if (status != BerStatus.Ok)
        {
            fields.Fail(status);
        }

        return name;
    }

    /// <summary>issuerUniqueID [1] and subjectUniqueID [2], implicit BIT STRINGs that nobody uses (RFC 5280 section 4.1.2.8).</summary>
    private static void SkipUniqueIdentifiers(ref BerReader fields)
    {
        for (int number = 1; number <= 2; number++)
        {
            if (fields.NextIs(BerTag.ContextPrimitive(number)) || fields.NextIs(BerTag.Context(number)))
            {
                fields.ReadElement();
            }
        }
    }
}
