using DomSec.Ber;

namespace DomSec.X509;

/// <summary>
/// CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue } (RFC 5280 section 5.1). Parsing verifies nothing.
/// Immutable; it keeps the memory it was parsed from.
/// </summary>
internal sealed class CertificateRevocationList
{
    private const byte Enumerated = 0x0A;

    private readonly Dictionary<ReadOnlyMemory<byte>, RevokedCertificate> _revoked;

    private CertificateRevocationList(Dictionary<ReadOnlyMemory<byte>, RevokedCertificate> revoked) => _revoked = revoked;

    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>What the issuer signed.</summary>
    public required ReadOnlyMemory<byte> TbsRaw { get; init; }

    public required ReadOnlyMemory<byte> SignatureAlgorithmRaw { get; init; }

    public required ReadOnlyMemory<byte> SignatureValue { get; init; }

    public required DistinguishedName Issuer { get; init; }

    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>Null when the issuer does not say; RFC 5280 section 5.1.2.5 requires it.</summary>
    public required DateTimeOffset? NextUpdate { get; init; }

    public ReadOnlyMemory<byte>? AuthorityKeyIdentifier { get; private set; }

    /// <summary>Content octets of the CRL number (section 5.2.3); null when absent.</summary>
    public ReadOnlyMemory<byte>? CrlNumber { get; private set; }

    /// <summary>Whether it lists changes only (section 5.2.4), so that "not listed" means nothing by itself.</summary>
    public bool IsDelta { get; private set; }

    /// <summary>Whether its scope is limited (section 5.2.5), so that "not listed" may mean nothing.</summary>
    public bool HasIssuingDistributionPoint { get; private set; }

    /// <summary>The value of issuingDistributionPoint, for whoever processes scopes; empty when absent.</summary>
    public ReadOnlyMemory<byte> IssuingDistributionPoint { get; private set; }

    /// <summary>Section 5.2: such a CRL must not be used to determine the status of certificates, whether an entry or the whole list carries it.</summary>
    public bool HasUnknownCriticalExtension { get; private set; }

    public int Count => _revoked.Count;

    public IReadOnlyCollection<RevokedCertificate> Revoked => _revoked.Values;

    /// <summary>The entry for a serial number given as the content octets of its INTEGER; null when it is not listed.</summary>
    public RevokedCertificate? Find(ReadOnlyMemory<byte> serialNumber) => _revoked.GetValueOrDefault(serialNumber);

    /// <summary>Parses DER or BER. Never throws; the first fault is the result.</summary>
    public static BerStatus TryParse(ReadOnlyMemory<byte> der, out CertificateRevocationList? list)
    {
        list = null;
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

        // TBSCertList ::= SEQUENCE { version INTEGER OPTIONAL, signature, issuer, thisUpdate, nextUpdate OPTIONAL,
        //   revokedCertificates SEQUENCE OF … OPTIONAL, crlExtensions [0] EXPLICIT OPTIONAL }
        var fields = new BerReader(tbs.Content);
        if (fields.NextIs(BerTag.Integer) && fields.ReadSmallInteger() > 1)
        {
            fields.Fail(BerStatus.Malformed);
        }

        ReadOnlyMemory<byte> innerAlgorithm = fields.ReadElement(BerTag.Sequence).Raw;
        BerElement issuerElement = fields.ReadElement(BerTag.Sequence);
        DateTimeOffset thisUpdate = fields.ReadTime();
        DateTimeOffset? nextUpdate = fields.NextIs(BerTag.UtcTime) || fields.NextIs(BerTag.GeneralizedTime) ? fields.ReadTime() : null;
        bool unknownCritical = false;
        var revoked = new Dictionary<ReadOnlyMemory<byte>, RevokedCertificate>(SerialNumbers.Comparer);
        if (fields.NextIs(BerTag.Sequence))
        {
            ReadRevoked(ref fields, revoked, ref unknownCritical);
        }

        IReadOnlyList<CertificateExtension> extensions = [];
        if (fields.HasData)
        {
            BerReader wrapped = fields.ReadConstructed(BerTag.Context(0));
            extensions = CertificateExtension.ReadAll(ref wrapped);
            wrapped.RequireEnd();
            fields.Join(wrapped);
        }

        fields.RequireEnd();
        BerStatus nameStatus = DistinguishedName.TryParse(issuerElement.Raw, out DistinguishedName? issuer);
        if (nameStatus != BerStatus.Ok)
        {
            fields.Fail(nameStatus);
        }

        // RFC 5280 section 5.1.1.2: both algorithm identifiers are the same.
        if (!fields.Ok || !signatureAlgorithm.Span.SequenceEqual(innerAlgorithm.Span))
        {
            return fields.Ok ? BerStatus.Malformed : fields.Status;
        }

        var parsed = new CertificateRevocationList(revoked)
        {
            Raw = der,
            TbsRaw = tbs.Raw,
            SignatureAlgorithmRaw = signatureAlgorithm,
            SignatureValue = signatureValue,
            Issuer = issuer!,
            ThisUpdate = thisUpdate,
            NextUpdate = nextUpdate,
            HasUnknownCriticalExtension = unknownCritical,
        };
        foreach (CertificateExtension extension in extensions)
        {
            parsed.Read(extension, ref fields);
        }

        if (fields.Ok)
        {
            list = parsed;
        }

        return fields.Status;
    }

    /// <summary>SEQUENCE OF SEQUENCE { userCertificate INTEGER, revocationDate Time, crlEntryExtensions OPTIONAL }.</summary>
    private static void ReadRevoked(ref BerReader fields, Dictionary<ReadOnlyMemory<byte>, RevokedCertificate> revoked, ref bool unknownCritical)
    {
        BerReader entries = fields.ReadSequence();
        while (entries.HasData)
        {
            BerReader entry = entries.ReadSequence();
            ReadOnlyMemory<byte> serialNumber = entry.ReadIntegerBytes();
            DateTimeOffset date = entry.ReadTime();
            int? reason = null;
            if (entry.HasData)
            {
                foreach (CertificateExtension extension in CertificateExtension.ReadAll(ref entry))
                {
                    if (extension.Id == X509Oids.CrlReason)
                    {
                        var value = new BerReader(extension.Value);
                        ReadOnlySpan<byte> octets = value.ReadElement(Enumerated).Content.Span;
                        reason = octets.Length == 1 ? octets[0] : null;
                    }
                    else
                    {
                        // certificateIssuer (section 5.3.3) is critical and unknown on purpose: indirect CRLs are not read.
                        unknownCritical |= extension.IsCritical && extension.Id != X509Oids.InvalidityDate;
                    }
                }
            }

            entry.RequireEnd();
            entries.Join(entry);
            if (entries.Ok)
            {
                revoked.TryAdd(serialNumber, new RevokedCertificate(serialNumber, date, reason));
            }
        }

        fields.Join(entries);
    }

    private void Read(CertificateExtension extension, ref BerReader fields)
    {
        var value = new BerReader(extension.Value);
        if (extension.Id == X509Oids.AuthorityKeyIdentifier)
        {
            AuthorityKeyIdentifier = CertificateExtensions.ReadAuthorityKeyIdentifier(ref value);
        }
        else if (extension.Id == X509Oids.CrlNumber)
        {
            CrlNumber = value.ReadIntegerBytes();
        }
        else if (extension.Id == X509Oids.DeltaCrlIndicator)
        {
            IsDelta = true;
        }
        else if (extension.Id == X509Oids.IssuingDistributionPoint)
        {
            HasIssuingDistributionPoint = true;
            IssuingDistributionPoint = extension.Value;
        }
        else
        {
            HasUnknownCriticalExtension |= extension.IsCritical && extension.Id != X509Oids.IssuerAltName && extension.Id != X509Oids.FreshestCrl
                && extension.Id != X509Oids.AuthorityInfoAccess;
        }

        fields.Join(value);
    }
}
