using DomSec.Corpus.Asn1;
using DomSec.Corpus.Cms;

namespace DomSec.Corpus.Messages;

/// <summary>What a layer is, as it was built.</summary>
internal sealed record LayerFact(string Letter, string Kind, string Carrier, string Encoding)
{
    public IReadOnlyList<SignerSpec> Signers { get; init; } = [];

    public IReadOnlyList<RecipientSpec> Recipients { get; init; } = [];

    /// <summary>Whether a receiver with the community's keys reads what is inside.</summary>
    public bool IsOpened { get; init; } = true;

    /// <summary>The types that each signature is to be read with (RFC 3183 section 3.1.2), given whether a signature that is not empty lies inside.</summary>
    public IEnumerable<IReadOnlyList<string>> TypesOf(bool isInnermost) => Signers.Select(signer =>
        signer.ExpectedTypes ?? (signer.StatedTypes is { } stated ? stated.Select(Word).Distinct(StringComparer.Ordinal).ToList() : isInnermost ? ["originator"] : []));

    private static string Word(string type) => type switch
    {
        Oids.OriginatorSig => "originator",
        Oids.DomainSig => "domain",
        Oids.AddAttribSig => "addAttrib",
        Oids.ReviewSig => "review",
        Oids.DelegatedOriginatorSig => "delegatedOriginator",
        _ => "unknown",
    };
}
