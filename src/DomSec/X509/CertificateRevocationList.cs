using DomSec.Ber;

namespace DomSec.X509;

/// <summary>
/// CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue } (RFC 5280 section 5.1). Parsing verifies nothing.
/// Immutable; it keeps the memory it was parsed from.
/// </summary>
internal sealed class CertificateRevocationList
{
    private const byte Enumerated = 0x0A;

    private readonly Entries _entries;

    private CertificateRevocationList(Entries entries) => _entries = entries;

    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>What the issuer signed.</summary>
    public required ReadOnlyMemory<byte> TbsRaw { get; init; }

    public required ReadOnlyMemory<byte> SignatureAlgorithmRaw { get; init; }

    public required ReadOnlyMemory<byte> SignatureValue { get; init; }

    public required DistinguishedName Issuer { get; init; }

    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>Null when the issuer does not say; RFC 5280 section 5.1.2.5 requires it.</summary>
    public required DateTimeOffset? NextUpdate { get; init; }

    public IReadOnlyList<CertificateExtension> Extensions { get; private set; } = [];

    public ReadOnlyMemory<byte>? AuthorityKeyIdentifier { get; private set; }

    /// <summary>Content octets of the CRL number (section 5.2.3); null when absent.</summary>
    public ReadOnlyMemory<byte>? CrlNumber { get; private set; }

    /// <summary>Whether it lists changes only (section 5.2.4), so that "not listed" means nothing by itself.</summary>
    public bool IsDelta => BaseCrlNumber is not null;

    /// <summary>Content octets of the number of the CRL that a delta CRL starts from (section 5.2.4); null for a complete CRL.</summary>
    public ReadOnlyMemory<byte>? BaseCrlNumber { get; private set; }

    /// <summary>Whether its scope is limited (section 5.2.5), so that "not listed" may mean nothing.</summary>
    public bool HasIssuingDistributionPoint { get; private set; }

    /// <summary>The value of issuingDistributionPoint as it stands; empty when absent.</summary>
    public ReadOnlyMemory<byte> ScopeRaw { get; private set; }

    /// <summary>The scope; null when it is absent or cannot be read.</summary>
    public IssuingDistributionPoint? Scope { get; private set; }

    /// <summary>Section 5.2: such a CRL must not be used to determine the status of certificates, whether an entry or the whole list carries it.</summary>
    public bool HasUnknownCriticalExtension { get; private set; }

    /// <summary>How many certificates of the CRL's own issuer are listed.</summary>
    public int Count => _entries.Own.Count;

    /// <summary>The certificates of the CRL's own issuer.</summary>
    public IReadOnlyCollection<RevokedCertificate> Revoked => _entries.Own.Values;

    /// <summary>The certificates of other issuers, which an indirect CRL lists (section 5.3.3).</summary>
    public IReadOnlyList<RevokedCertificate> RevokedOfOthers => _entries.Others;

    /// <summary>The entry of the CRL's own issuer for a serial number given as the content octets of its INTEGER; null when it is not listed.</summary>
    public RevokedCertificate? Find(ReadOnlyMemory<byte> serialNumber) => _entries.Own.GetValueOrDefault(serialNumber);

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
        var entries = new Entries();
        if (fields.NextIs(BerTag.Sequence))
        {
            ReadRevoked(ref fields, entries);
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

        var parsed = new CertificateRevocationList(entries)
        {
            Raw = der,
            TbsRaw = tbs.Raw,
            SignatureAlgorithmRaw = signatureAlgorithm,
            SignatureValue = signatureValue,
            Issuer = issuer!,
            ThisUpdate = thisUpdate,
            NextUpdate = nextUpdate,
            HasUnknownCriticalExtension = entries.HasUnknownCritical,
            Extensions = extensions,
        };
        foreach (CertificateExtension extension in extensions)
        {
            parsed.Read(extension, ref fields);
        }

        // RFC 5280 section 5.3.3: certificateIssuer belongs into indirect CRLs; elsewhere it is as good as unknown.
        parsed.HasUnknownCriticalExtension |= entries.HasIssuers && parsed.Scope is not { IsIndirect: true };
        if (fields.Ok)
        {
            list = parsed;
        }

        return fields.Status;
    }

    /// <summary>SEQUENCE OF SEQUENCE { userCertificate INTEGER, revocationDate Time, crlEntryExtensions OPTIONAL }.</summary>
    private static void ReadRevoked(ref BerReader fields, Entries entries)
    {
        BerReader list = fields.ReadSequence();
        DistinguishedName? issuer = null; // section 5.3.3: holds for all entries up to the next one that names an issuer
        bool isIssuerUnreadable = false;
        while (list.HasData)
        {
            BerReader entry = list.ReadSequence();
            ReadOnlyMemory<byte> serialNumber = entry.ReadIntegerBytes();
            DateTimeOffset date = entry.ReadTime();
            int? reason = null;
            foreach (CertificateExtension extension in entry.HasData ? CertificateExtension.ReadAll(ref entry) : [])
            {
                var value = new BerReader(extension.Value);
                if (extension.Id == X509Oids.CrlReason)
                {
                    ReadOnlySpan<byte> octets = value.ReadElement(Enumerated).Content.Span;
                    reason = octets.Length == 1 ? octets[0] : null;
                }
                else if (extension.Id == X509Oids.CertificateIssuer)
                {
                    issuer = ReadIssuer(ref value);
                    entries.HasIssuers = true;
                    isIssuerUnreadable = issuer is null;
                    entries.HasUnknownCritical |= isIssuerUnreadable;
                }
                else
                {
                    entries.HasUnknownCritical |= extension.IsCritical && extension.Id != X509Oids.InvalidityDate;
                }
            }

            entry.RequireEnd();
            list.Join(entry);
            if (list.Ok && !isIssuerUnreadable)
            {
                entries.Add(new RevokedCertificate(serialNumber, date, reason) { Issuer = issuer });
            }
        }

        fields.Join(list);
    }

    /// <summary>certificateIssuer ::= GeneralNames, of which the directoryName counts (section 5.3.3); null when there is none.</summary>
    private static DistinguishedName? ReadIssuer(ref BerReader value)
    {
        BerReader names = value.ReadSequence();
        value.RequireEnd();
        IReadOnlyList<GeneralName> all = GeneralName.ReadAll(ref names);
        value.Join(names);
        return value.Ok ? all.FirstOrDefault(name => name.Directory is not null).Directory : null;
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
            BaseCrlNumber = value.ReadIntegerBytes();
        }
        else if (extension.Id == X509Oids.IssuingDistributionPoint)
        {
            HasIssuingDistributionPoint = true;
            ScopeRaw = extension.Value;
            Scope = IssuingDistributionPoint.TryParse(extension.Value);
        }
        else
        {
            HasUnknownCriticalExtension |= extension.IsCritical && extension.Id != X509Oids.IssuerAltName && extension.Id != X509Oids.FreshestCrl
                && extension.Id != X509Oids.AuthorityInfoAccess;
        }

        fields.Join(value);
    }

    /// <summary>What revokedCertificates holds.</summary>
    private sealed class Entries
    {
        public Dictionary<ReadOnlyMemory<byte>, RevokedCertificate> Own { get; } = new(SerialNumbers.Comparer);

        public List<RevokedCertificate> Others { get; } = [];

        public bool HasIssuers { get; set; }

        public bool HasUnknownCritical { get; set; }

        public void Add(RevokedCertificate entry)
        {
            if (entry.Issuer is null)
            {
                Own.TryAdd(entry.SerialNumber, entry);
            }
            else
            {
                Others.Add(entry);
            }
        }
    }
}
