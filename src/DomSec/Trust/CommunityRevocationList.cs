using System.Collections.Concurrent;
using System.Numerics;
using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>A CRL of the community with what its use needs: whose it is, what it covers, and which issuers' keys have verified it.</summary>
internal sealed class CommunityRevocationList : IComparable<CommunityRevocationList>
{
    /// <summary>
    /// One verification per issuing certificate and CRL, not one per message. Only issuers on verified paths get here, so that a message
    /// cannot make it grow.
    /// </summary>
    private readonly ConcurrentDictionary<Fingerprint, bool> _verified = new();

    private readonly Dictionary<string, Dictionary<ReadOnlyMemory<byte>, RevokedCertificate>> _others = new(StringComparer.Ordinal);
    private readonly BigInteger? _number;
    private readonly BigInteger? _baseNumber;

    public CommunityRevocationList(CertificateRevocationList list)
    {
        List = list;
        IssuerKey = NameKey.Of(list.Issuer);
        _number = Number(list.CrlNumber);
        _baseNumber = Number(list.BaseCrlNumber);
        Names = list.Scope?.Name is { } name ? RevocationPoint.KeysOf(name, [IssuerKey]) : null;
        IsUnderstood = !list.HasUnknownCriticalExtension && (!list.HasIssuingDistributionPoint || list.Scope is { OnlyAttributeCertificates: false });
        if (list.Scope is { IsIndirect: true })
        {
            AddOthers(list.RevokedOfOthers);
        }
    }

    public CertificateRevocationList List { get; }

    public string IssuerKey { get; }

    /// <summary>The names of its scope (RFC 5280 section 5.2.5); null when the scope has none.</summary>
    public IReadOnlySet<string>? Names { get; }

    /// <summary>Whether its silence can mean something: everything critical in it is known, and it is about public key certificates.</summary>
    public bool IsUnderstood { get; }

    /// <summary>Newest first: by thisUpdate, then by CRL number.</summary>
    public int CompareTo(CommunityRevocationList? other)
    {
        if (other is null)
        {
            return -1;
        }

        int byTime = other.List.ThisUpdate.CompareTo(List.ThisUpdate);
        return byTime != 0 ? byTime : Nullable.Compare(other._number, _number);
    }

    /// <summary>The entry of a certificate; null when it is not listed. A CRL whose scope cannot be read, or that is not about public key certificates, lists none.</summary>
    public RevokedCertificate? Find(CachedCertificate subject)
    {
        // RFC 5280 section 5.2.5: of a scope that cannot be read nobody knows whose serial numbers it lists.
        if (List.HasIssuingDistributionPoint && List.Scope is null or { OnlyAttributeCertificates: true })
        {
            return null;
        }

        ReadOnlyMemory<byte> serialNumber = subject.Certificate.SerialNumber;
        return (string.Equals(IssuerKey, subject.IssuerKey, StringComparison.Ordinal) ? List.Find(serialNumber) : null)
            ?? _others.GetValueOrDefault(subject.IssuerKey)?.GetValueOrDefault(serialNumber);
    }

    /// <summary>
    /// RFC 5280 sections 5.2.4 and 6.3.3 (c): whether this delta CRL and a complete CRL of the same issuer and scope make a newer complete one.
    /// </summary>
    public bool Completes(CommunityRevocationList complete) =>
        _number is { } number && _baseNumber is { } start && complete._number is { } completeNumber
        && start <= completeNumber && completeNumber < number
        && SameAuthority(List.AuthorityKeyIdentifier, complete.List.AuthorityKeyIdentifier);

    /// <summary>Whether a complete CRL of the same issuer and scope is at least as new as this delta CRL in every respect.</summary>
    public bool IsSupersededBy(CommunityRevocationList complete) =>
        List.ThisUpdate <= complete.List.ThisUpdate && _number is { } number && complete._number is { } completeNumber && number <= completeNumber;

    /// <summary>RFC 5280 section 6.3.3 (f) and (g): signed by this issuer, whose key may sign CRLs.</summary>
    /// <param name="issuer">The issuer's certificate.</param>
    /// <param name="key">Its working key.</param>
    public bool IsSignedBy(CachedCertificate issuer, PublicKey? key)
    {
        bool hasOwnParameters = issuer.PublicKey is not { LacksParameters: true };
        if (hasOwnParameters && _verified.TryGetValue(issuer.Fingerprint, out bool known))
        {
            return known;
        }

        bool maySign = issuer.Certificate.KeyUsage is not { } usage || usage.HasFlag(KeyUsages.CrlSign);
        bool verifies = maySign && key is not null && PathKeys.Verifies(key, List);
        if (hasOwnParameters) // what a key inherits depends on the path
        {
            _verified[issuer.Fingerprint] = verifies;
        }

        return verifies;
    }

    private static bool SameAuthority(ReadOnlyMemory<byte>? left, ReadOnlyMemory<byte>? right) =>
        left is null == right is null && (left is null || left.Value.Span.SequenceEqual(right!.Value.Span));

    private static BigInteger? Number(ReadOnlyMemory<byte>? octets) =>
        octets is { } value ? new BigInteger(value.Span, isUnsigned: false, isBigEndian: true) : null;

    private void AddOthers(IReadOnlyList<RevokedCertificate> entries)
    {
        DistinguishedName? last = null;
        Dictionary<ReadOnlyMemory<byte>, RevokedCertificate>? bySerial = null;
        foreach (RevokedCertificate entry in entries)
        {
            if (!ReferenceEquals(last, entry.Issuer)) // entries in a row share the name
            {
                last = entry.Issuer;
                string key = NameKey.Of(last!);
                if (!_others.TryGetValue(key, out bySerial))
                {
                    _others[key] = bySerial = new Dictionary<ReadOnlyMemory<byte>, RevokedCertificate>(SerialNumbers.Comparer);
                }
            }

            bySerial!.TryAdd(entry.SerialNumber, entry);
        }
    }
}
