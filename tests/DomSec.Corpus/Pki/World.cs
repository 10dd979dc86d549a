namespace DomSec.Corpus.Pki;

/// <summary>The people and authorities of the corpus. One root certifies nearly everyone, from 2020 to 2045.</summary>
internal sealed class World : IDisposable
{
    public const string DomainSigning = "domain-signing-authority";
    public const string Review = "review-authority";
    public const string Attribute = "attribute-authority";
    public const string Confidentiality = "domain-confidentiality-authority";

    private readonly string _folder;
    private readonly Dictionary<string, CorpusKey> _keys = new(StringComparer.Ordinal);

    public World(string folder)
    {
        _folder = folder;
        Root = Identity.Certify("root", Key("root"), AuthorityShape("C=US, O=Corpus, CN=Corpus Root"), null);
        SubCa = Identity.Certify("sub-ca", Key("sub-ca"), AuthorityShape("C=US, O=Corpus, CN=Corpus Sub CA"), Root);
        StrangerRoot = Identity.Certify("stranger-root", Key("stranger-root"), AuthorityShape("C=US, O=Stranger, CN=Stranger Root"), null);
        AcmeSigner = Issue("acme-signer", RoleShape(DomainSigning, "acme.example", "Acme"));
        AcmeRsaSigner = Issue("acme-signer-rsa", RoleShape(DomainSigning, "acme.example", "Acme"));
        AcmeEd25519Signer = Issue("acme-signer-ed25519", RoleShape(DomainSigning, "acme.example", "Acme"));
        AcmeReview = Issue("acme-review", RoleShape(Review, "acme.example", "Acme"));
        AcmeAttributes = Issue("acme-attributes", RoleShape(Attribute, "acme.example", "Acme"));
        AcmeDca = Issue("acme-dca", EncryptionShape("acme.example", "Acme", agreement: false));
        PartnerSigner = Issue("partner-signer", RoleShape(DomainSigning, "partner.example", "Partner"));
        PartnerReview = Issue("partner-review", RoleShape(Review, "partner.example", "Partner"));
        PartnerDca = Issue("partner-dca", EncryptionShape("partner.example", "Partner", agreement: false));
        PartnerEcDca = Issue("partner-dca-ec", EncryptionShape("partner.example", "Partner", agreement: true));
        PartnerX25519Dca = Issue("partner-dca-x25519", EncryptionShape("partner.example", "Partner", agreement: true));
        EvilSigner = Issue("evil-signer", RoleShape(DomainSigning, "evil.example", "Evil"));
        EvilDca = Issue("evil-dca", EncryptionShape("evil.example", "Evil", agreement: false));
        Alice = Issue("alice", PersonShape("C=US, O=Acme, OU=Staff, CN=Alice", "alice@acme.example"));
        Carol = Issue("carol", PersonShape("C=US, O=Acme, OU=Staff, CN=Carol", "carol@acme.example"));
        Dora = Issue("dora", PersonShape("C=US, O=Acme, OU=Sales, CN=Dora", "dora@sales.acme.example"));
        CertificateShape bob = PersonShape("C=US, O=Partner, OU=Staff, CN=Bob", "bob@partner.example");
        bob.KeyUsage = CertificateShape.ForEncryption(agreement: false);
        Bob = Issue("bob", bob);
        List = Issue("list", PersonShape("C=US, O=Lists, CN=Budget list", "budget@lists.example"));
    }

    public Identity Root { get; }

    public Identity SubCa { get; }

    public Identity StrangerRoot { get; }

    public Identity AcmeSigner { get; }

    public Identity AcmeRsaSigner { get; }

    public Identity AcmeEd25519Signer { get; }

    public Identity AcmeReview { get; }

    public Identity AcmeAttributes { get; }

    public Identity AcmeDca { get; }

    public Identity PartnerSigner { get; }

    public Identity PartnerReview { get; }

    public Identity PartnerDca { get; }

    public Identity PartnerEcDca { get; }

    public Identity PartnerX25519Dca { get; }

    public Identity EvilSigner { get; }

    public Identity EvilDca { get; }

    public Identity Alice { get; }

    public Identity Carol { get; }

    public Identity Dora { get; }

    public Identity Bob { get; }

    public Identity List { get; }

    public static CertificateShape RoleShape(string role, string domain, string organization) =>
        new() { Subject = $"C=US, O={organization}, CN={role}", Emails = [$"{role}@{domain}"] };

    public static CertificateShape EncryptionShape(string domain, string organization, bool agreement)
    {
        CertificateShape shape = RoleShape(Confidentiality, domain, organization);
        shape.KeyUsage = CertificateShape.ForEncryption(agreement);
        return shape;
    }

    public static CertificateShape PersonShape(string subject, string email) => new() { Subject = subject, Emails = [email] };

    /// <summary>A certificate for acme.example's domain signer that differs in what the case is about.</summary>
    public Identity Variant(string name, Action<CertificateShape> change, Identity? issuer = null, string key = "variant")
    {
        CertificateShape shape = RoleShape(DomainSigning, "acme.example", "Acme");
        change(shape);
        return Identity.Certify("variant-" + name, Key(key), shape, issuer ?? Root);
    }

    /// <summary>A domain signer of another domain.</summary>
    public Identity SignerOf(string domain) => Identity.Certify("signer-of-" + domain, Key("variant"), RoleShape(DomainSigning, domain, "Acme"), Root);

    /// <summary>A person with a subject of its own.</summary>
    public Identity Person(string subject, string email) => Identity.Certify("person " + subject, Key("alice"), PersonShape(subject, email), Root);

    public Identity Issue(string name, CertificateShape shape, Identity? issuer = null, string? key = null) => Identity.Certify(name, Key(key ?? name), shape, issuer ?? Root);

    public CorpusKey Key(string name)
    {
        if (!_keys.TryGetValue(name, out CorpusKey? key))
        {
            _keys.Add(name, key = CorpusKey.Load(_folder, name));
        }

        return key;
    }

    public void Dispose()
    {
        foreach (CorpusKey key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private static CertificateShape AuthorityShape(string subject) => new() { Subject = subject, IsAuthority = true, KeyUsage = CertificateShape.ForAuthority, ExtendedKeyUsage = [] };
}
