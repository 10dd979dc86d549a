using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DomSec.Ber;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>
/// CRLs and OCSP responses that a revocation source had, parsed. They are judged like the community's own: signed by whom the path appoints, within their scope and
/// their time. Immutable. What is parsed lives as long as the octets, so that a source that keeps a list keeps what was learned of it, verified signatures included.
/// </summary>
internal sealed class RevocationEvidence
{
    private static readonly ConditionalWeakTable<byte[], CommunityRevocationList> _parsed = [];

    private readonly IReadOnlyList<CommunityRevocationList> _lists;

    private RevocationEvidence(IReadOnlyList<CommunityRevocationList> lists, IReadOnlyList<OcspResponse> responses)
    {
        _lists = lists;
        Responses = responses;
    }

    public static RevocationEvidence None { get; } = new([], []);

    /// <summary>OCSP responses, about whatever certificates.</summary>
    public IReadOnlyList<OcspResponse> Responses { get; }

    public int Count => _lists.Count + Responses.Count;

    /// <summary>This and more. What cannot be parsed is left out: it says nothing, and "unknown" stays what it is.</summary>
    public RevocationEvidence With(IEnumerable<ReadOnlyMemory<byte>> lists, IEnumerable<ReadOnlyMemory<byte>> responses) => new(
        [.. _lists, .. lists.Select(Parse).OfType<CommunityRevocationList>().Except(_lists)],
        [.. Responses, .. responses.Select(OcspResponse.TryParse).OfType<OcspResponse>()]);

    public IReadOnlyList<CommunityRevocationList> ListsOf(string issuerKey) =>
        _lists.Count == 0 ? [] : [.. _lists.Where(list => string.Equals(list.IssuerKey, issuerKey, StringComparison.Ordinal))];

    private static CommunityRevocationList? Parse(ReadOnlyMemory<byte> der)
    {
        bool isWhole = MemoryMarshal.TryGetArray(der, out ArraySegment<byte> segment) && segment.Array is { } array && array.Length == der.Length;
        if (isWhole && _parsed.TryGetValue(segment.Array!, out CommunityRevocationList? known))
        {
            return known;
        }

        if (CertificateRevocationList.TryParse(der, out CertificateRevocationList? list) != BerStatus.Ok)
        {
            return null;
        }

        return isWhole ? _parsed.GetValue(segment.Array!, _ => new CommunityRevocationList(list!)) : new CommunityRevocationList(list!);
    }
}
