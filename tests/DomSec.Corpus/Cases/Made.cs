using DomSec.Corpus.Cms;
using DomSec.Corpus.Messages;
using DomSec.Corpus.Pki;
using static DomSec.Corpus.Asn1.Oids;

namespace DomSec.Corpus.Cases;

/// <summary>What acme.example makes: requests, and the layers of results.</summary>
internal static class Made
{
    public static LayerFact Null { get; } = new("S0", "nullSigned", "pkcs7-mime", "der");

    /// <summary>Encryption by the local confidentiality authority for partner.example's.</summary>
    public static LayerFact Encrypted { get; } = new("A", "authEnveloped", "pkcs7-mime", "der");

    public static LayerFact Domain(World world) => DomainBy(world.AcmeSigner);

    public static LayerFact DomainBy(Identity identity) => By(identity, DomainSig);

    public static LayerFact By(Identity identity, string type) => new("S", "signed", "pkcs7-mime", "der") { Signers = [new SignerSpec(identity).Types(type)] };

    /// <summary>The outer signature that section 5 step 4 makes anew: the domain's key, no type.</summary>
    public static LayerFact Outer(World world) => new("S", "signed", "pkcs7-mime", "der") { Signers = [new SignerSpec(world.AcmeSigner) { ExpectedTypes = [] }] };

    public static Case Sign(CaseList list, string id, string requirements, string note, Message message, string outcome, params IReadOnlyList<LayerFact> result) =>
        list.Make("sign", id, requirements, note, message, outcome, result).Give("request", Request());

    public static SortedDictionary<string, object> Request(string type = "domain", string evidence = "external", bool clear = false, bool encrypt = false, bool allowOpaque = false, string labels = "refuse") =>
        new(StringComparer.Ordinal)
        {
            ["allowOpaque"] = allowOpaque,
            ["clear"] = clear,
            ["domain"] = "acme.example",
            ["encrypt"] = encrypt,
            ["evidence"] = evidence,
            ["recipients"] = new[] { "bob@partner.example" },
            ["strippedLabels"] = labels,
            ["type"] = type,
        };
}
