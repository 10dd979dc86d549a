using DomSec.Corpus.Pki;

namespace DomSec.Corpus.Cases;

/// <summary>The communities that entries are evaluated in.</summary>
internal static class WorldCommunities
{
    private static readonly DateTimeOffset ListFrom = new(2025, 5, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Add(CaseList list, SortedDictionary<string, byte[]> files)
    {
        World world = list.World;
        files.Add("crls/root.pem", Generator.Pem("X509 CRL", world.Root.RevocationList(ListFrom, CertificateShape.Until)));
        files.Add("crls/root-stale.pem", Generator.Pem("X509 CRL", world.Root.RevocationList(ListFrom, ListFrom.AddDays(7))));
        files.Add("crls/root-revokes-signer.pem", Generator.Pem("X509 CRL", world.Root.RevocationList(ListFrom, CertificateShape.Until, world.AcmeSigner)));

        (string, string, Identity)[] members = [("acme.example", World.Confidentiality, world.AcmeDca), ("acme.example", World.DomainSigning, world.AcmeSigner)];
        (string, string, Identity)[] partner =
        [
            ("partner.example", World.Confidentiality, world.PartnerDca),
            ("partner.example", World.Confidentiality, world.PartnerEcDca),
            ("partner.example", World.Confidentiality, world.PartnerX25519Dca),
            ("partner.example", World.DomainSigning, world.PartnerSigner),
        ];
        (string, string, Identity)[] acme =
        [
            ("acme.example", World.DomainSigning, world.AcmeSigner),
            ("acme.example", World.Review, world.AcmeReview),
            ("acme.example", World.Attribute, world.AcmeAttributes),
            ("acme.example", World.Confidentiality, world.AcmeDca),
        ];
        list.Communities.AddRange(
        [
            // Nearly everything is received here: partner.example's gateway, which knows acme.example.
            new Community("partner", [world.Root], ["root"], members, partner),
            new Community("partner-without-crl", [world.Root], [], members, partner),
            new Community("partner-stale-crl", [world.Root], ["root-stale"], members, partner),
            new Community("partner-signer-revoked", [world.Root], ["root-revokes-signer"], members, partner),
            new Community("partner-without-members", [world.Root], ["root"], [], partner),

            // The keys that open what was made for partner.example are not here.
            new Community("keyless", [world.Root], ["root"], members, []),

            // Messages are made here.
            new Community("acme", [world.Root], ["root"], [("partner.example", World.Confidentiality, world.PartnerDca)], acme),

            // Everyone's keys, to look at what was made.
            new Community("omniscient", [world.Root], ["root"], members, [.. partner, .. acme]),
        ]);
    }
}
