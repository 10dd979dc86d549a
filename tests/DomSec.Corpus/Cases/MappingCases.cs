using DomSec.Corpus.Asn1;
using DomSec.Corpus.Messages;
using DomSec.Corpus.Pki;
using static DomSec.Corpus.Asn1.Oids;

namespace DomSec.Corpus.Cases;

/// <summary>A.1: the name mapping rule: the signer's domain is the sender's or an ascendant of it.</summary>
internal static class MappingCases
{
    private const string Acme = "acme.example";
    private const string MailboxValidated = "2.23.140.1.5.1.2";
    private const string OrganizationValidated = "2.23.140.1.5.2.2";

    public static void Add(CaseList list)
    {
        Domains(list);
        PublicSuffixes(list);
        DirectoryNames(list);
        DomainComponents(list);
        FromFields(list);
        Conventions(list);
    }

    private static void Domains(CaseList list)
    {
        World world = list.World;
        Identity acme = world.AcmeSigner;
        list.Classify("map-parent", "DS-NAM-06", "The signer's domain is the parent of the sender's.", NamingCases.SignedBy(acme, "dora@sales.acme.example")).Pass(Acme);
        list.Classify("map-grandparent", "DS-NAM-06", "The signer's domain is two labels above the sender's.", NamingCases.SignedBy(acme, "x@emea.sales.acme.example")).Pass(Acme);
        list.Classify("map-case", "DS-NAM-21 DS-NAM-22", "Domains are compared without regard to case.", NamingCases.SignedBy(acme, "Alice@Sales.ACME.Example")).Pass(Acme);
        Not("map-child", "DS-NAM-06 DS-NAM-12", "The signer's domain is below the sender's.", world.SignerOf("sales.acme.example"), "alice@acme.example");
        Not("map-sibling", "DS-NAM-06 DS-NAM-12", "The signer's domain is beside the sender's.", world.SignerOf("sales.acme.example"), "x@legal.acme.example");
        Not("map-unrelated", "DS-NAM-06 DS-NAM-12 SEC-DOM-01", "Another domain's signer, however trusted.", world.EvilSigner, "alice@acme.example");
        Not("map-string-suffix", "DS-NAM-22 DS-NAM-12", "evilacme.example ends in acme.example and is not below it.", acme, "alice@evilacme.example");
        Not("map-prefix", "DS-NAM-22 DS-NAM-12", "acme.example.evil.example begins with acme.example.", acme, "alice@acme.example.evil.example");
        Not("map-quoted-local-part", "DS-NAM-09 DS-NAM-12", "The @ inside the quotes parts nothing: this is a mailbox of evil.example.", acme, "\"alice@acme.example\"@evil.example");
        list.Classify("map-quoted-local-part-good", "DS-NAM-09", "The @ inside the quotes parts nothing: this is a mailbox of acme.example.", NamingCases.SignedBy(acme, "\"alice@evil.example\"@acme.example")).Pass(Acme);

        void Not(string id, string requirements, string note, Identity signer, string from) =>
            list.Classify(id, requirements + " DS-DSV-02", note, NamingCases.SignedBy(signer, from)).Is("policy", "F-MAP-NOT-ASCENDANT");
    }

    private static void PublicSuffixes(CaseList list)
    {
        Broad("map-suffix-com", "com", "alice@acme.com", "A top-level domain covers nobody.");
        Broad("map-suffix-co-nz", "co.nz", "alice@acme.co.nz", "A public suffix of two labels covers nobody.");
        Broad("map-suffix-private", "github.io", "alice@acme.github.io", "A suffix of the list's private section covers nobody.");
        Broad("map-suffix-wildcard", "foo.ck", "alice@bar.foo.ck", "The rule *.ck makes foo.ck a public suffix.");
        Broad("map-suffix-exact", "co.nz", "registrar@co.nz", "An exact match counts only when it is pinned.", "-exact");
        Fine("map-suffix-exception", "www.ck", "alice@mail.www.ck", "The exception !www.ck makes www.ck an ordinary domain.");
        Fine("map-suffix-below", "acme.co.nz", "alice@sales.acme.co.nz", "One label below a public suffix is an ordinary domain.");
        Fine("map-suffix-below-private", "acme.github.io", "alice@acme.github.io", "One label below a private suffix is an ordinary domain.");

        void Broad(string id, string domain, string from, string note, string extra = "") => list.Classify(
            id, "DS-NAM-23 SEC-DOM-01 SEC-DOM-02", note + extra.Replace("-exact", string.Empty, StringComparison.Ordinal), NamingCases.SignedBy(list.World.SignerOf(domain), from)).Is("policy", "F-MAP-PUBLIC-SUFFIX");

        void Fine(string id, string domain, string from, string note) => list.Classify(id, "DS-NAM-23", note, NamingCases.SignedBy(list.World.SignerOf(domain), from)).Pass(domain);
    }

    /// <summary>A signer with a directory name alone; an inner signature's certificate supplies the originator's.</summary>
    private static void DirectoryNames(CaseList list)
    {
        const string Role = "CN=domain-signing-authority";
        Message plain = Message.Text();
        Unsigned("map-dn-empty", "DS-NAM-24 SEC-CMS-04", Role, "F-MAP-VACUOUS", "The role name alone would cover everyone.");
        Unsigned("map-dn-country", "DS-NAM-24", "C=US, " + Role, "F-MAP-VACUOUS", "A country alone would cover everyone in it.");
        Unsigned("map-dn-state", "DS-NAM-24", "C=US, ST=Ohio, " + Role, "F-MAP-VACUOUS", "Country and state without an organization.");
        Unsigned("map-dn-only", "DS-NAM-25 SEC-CMS-04", "C=US, O=Acme, " + Role, "F-MAP-UNVERIFIABLE", "A directory name cannot be compared with an address; nothing says that Acme is acme.example.");

        // RFC 3183's own example, with one spelling (AMB-17).
        Covers("map-dn-equal", "DS-NAM-10 DS-NAM-25", "C=US, O=Acme, OU=Defence", "C=US, O=Acme, OU=Defence, CN=Alice", "The same organizational unit.");
        Covers("map-dn-ascendant", "DS-NAM-10 DS-NAM-25", "C=US, O=Acme, OU=Defence", "C=US, O=Acme, OU=Defence, OU=Marketing, CN=Alice", "ou=defence,o=acme,c=us is above ou=marketing,ou=defence,o=acme,c=us.");
        Covers("map-dn-case", "DS-NAM-10", "C=US, O=ACME, OU=defence", "C=us, O=Acme, OU=Defence, CN=Alice", "Values of a directory name are compared without regard to case (RFC 5280 section 7.1).");
        Covers("map-dn-others-ignored", "DS-NAM-07", "C=US, O=Acme, OI=VATUS-1, OU=Defence, T=Gateway, SN=7, OU=Marketing", "C=US, O=Acme, OU=Defence, OU=Marketing, T=Clerk, CN=Alice", "Title, serial number and organization identifier are no part of the domain.");
        Covers("map-dn-locality", "DS-NAM-07 DS-NAM-10", "C=US, ST=Ohio, L=Dayton, O=Acme", "C=US, ST=Ohio, L=Dayton, O=Acme, OU=Staff, CN=Alice", "State and locality are part of the domain.");
        Covers("map-dn-reversed", "DS-NAM-29", "reversed", "C=US, O=Acme, OU=Defence, CN=Alice", "A subject that was encoded with its least significant component first.");
        Misses("map-dn-unit-alone", "DS-NAM-10 DS-NAM-12", "C=US, O=Acme, OU=Marketing", "C=US, O=Acme, OU=Defence, OU=Marketing, CN=Alice", "ou=marketing without the unit above it is another domain.");
        Misses("map-dn-below", "DS-NAM-10 DS-NAM-12", "C=US, O=Acme, OU=Defence, OU=Marketing", "C=US, O=Acme, OU=Defence, CN=Alice", "The signer's unit is below the originator's.");
        Misses("map-dn-other-organization", "DS-NAM-10 DS-NAM-12", "C=US, O=Evil", "C=US, O=Acme, CN=Alice", "Another organization.");
        Misses("map-dn-other-country", "DS-NAM-07 DS-NAM-12", "C=NZ, O=Acme", "C=US, O=Acme, CN=Alice", "The same organization in another country.");
        Misses("map-dn-other-locality", "DS-NAM-07 DS-NAM-12", "C=US, L=Dayton, O=Acme", "C=US, L=Boston, O=Acme, CN=Alice", "Locality is part of the domain.");

        Identity both = list.World.Variant("map-dn-against-address", shape => shape.Subject = "C=US, O=Other, " + Role);
        list.Classify("map-dn-against-address", "DS-NAM-25", "The address maps, the directory name does not: every form that can be evaluated must pass.", plain.ClearSigned(list.World.Alice).Signed(both, DomainSig)).Is("policy", "F-MAP-NOT-ASCENDANT");
        Identity undecided = list.World.Variant("map-dn-undecidable", shape => shape.Subject = "OU=Defence, C=US, O=Acme, " + Role);
        list.Classify("map-dn-undecidable", "DS-NAM-29", "Which end is the top cannot be told: reported; the address maps.", NamingCases.SignedBy(undecided)).Pass(Acme, null, "F-NAME-ORDER");

        void Unsigned(string id, string requirements, string subject, string flag, string note) => list.Classify(id, requirements, note, NamingCases.SignedBy(NamedOnly(list, id, subject))).Is("policy", flag);

        void Covers(string id, string requirements, string signer, string originator, string note)
        {
            string subject = signer == "reversed" ? Role + ", OU=Defence, O=Acme, C=US" : $"{signer}, {Role}";
            Identity author = list.World.Person(originator, "alice@acme.example");
            list.Classify(id, requirements, note, plain.Signed(author).Signed(NamedOnly(list, id, subject), DomainSig)).Pass(null, "alice@acme.example").DoesNotSay("domain");
        }

        void Misses(string id, string requirements, string signer, string originator, string note)
        {
            Identity author = list.World.Person(originator, "alice@acme.example");
            list.Classify(id, requirements, note, plain.Signed(author).Signed(NamedOnly(list, id, $"{signer}, {Role}"), DomainSig)).Is("policy", "F-MAP-NOT-ASCENDANT");
        }
    }

    private static void DomainComponents(CaseList list)
    {
        const string Role = "CN=domain-signing-authority";
        Message plain = Message.Text("alice@sales.acme.example");
        Identity author = list.World.Person("DC=example, DC=acme, DC=sales, CN=Alice", "alice@sales.acme.example");
        Dc("map-dc-ascendant", "DC=example, DC=acme", "dc=acme,dc=example is above dc=sales,dc=acme,dc=example.").Pass(Acme, "alice@sales.acme.example");
        Dc("map-dc-equal", "DC=example, DC=acme, DC=sales", "The same components.").Pass("sales.acme.example", "alice@sales.acme.example");
        Dc("map-dc-gap", "DC=example, DC=sales", "dc=sales,dc=example leaves out the component between.").Is("policy", "F-MAP-NOT-ASCENDANT");
        Dc("map-dc-other", "DC=example, DC=evil", "Other components.").Is("policy", "F-MAP-NOT-ASCENDANT");
        Dc("map-dc-suffix", "DC=example", "One component is a top-level domain.").Is("policy", "F-MAP-PUBLIC-SUFFIX");

        Case Dc(string id, string components, string note) => list.Classify(id, "DS-NAM-08 DS-NAM-11", note, plain.Signed(author).Signed(NamedOnly(list, id, $"{components}, {Role}"), DomainSig));
    }

    private static void FromFields(CaseList list)
    {
        Header("map-from-two-mailboxes", "DS-NAM-30", "Two authors of the signer's domain.", "From: alice@acme.example, Dora <dora@sales.acme.example>\r\n").Pass(Acme);
        Header("map-from-one-foreign", "DS-NAM-30 DS-NAM-12", "Two authors, one of another domain: each must map.", "From: alice@acme.example, eve@evil.example\r\n").Is("policy", "F-MAP-NOT-ASCENDANT");
        Header("map-from-group", "DS-NAM-30", "A group is nobody.", "From: staff: alice@acme.example;\r\n").Is("policy", "F-MAP-UNVERIFIABLE");
        Header("map-from-empty", "DS-NAM-30 SEC-CMS-04", "An empty From field.", "From:\r\n").Is("policy", "F-MAP-UNVERIFIABLE");
        Header("map-from-none", "DS-NAM-30 SEC-CMS-04", "No From field.", "").Is("policy", "F-MAP-UNVERIFIABLE");
        Header("map-from-twice", "DS-NAM-30", "Two From fields.", "From: alice@acme.example\r\nFrom: alice@acme.example\r\n").Is("policy", "F-MAP-UNVERIFIABLE");
        Header("map-from-double-dot", "DS-NAM-22 DS-NAM-30", "An empty label in From is no domain.", "From: alice@sales..acme.example\r\n").Is("policy", "F-MAP-UNVERIFIABLE");
        Header("map-from-display-name", "DS-NAM-09 DS-NAM-12", "What a display name says decides nothing.", "From: \"alice@acme.example\" <eve@evil.example>\r\n").Is("policy", "F-MAP-NOT-ASCENDANT");
        Header("map-from-comment", "DS-NAM-09", "What a comment says decides nothing.", "From: alice@acme.example (eve@evil.example)\r\n").Pass(Acme);
        Header("map-sender-does-not-help", "DS-NAM-12 DS-NAM-06", "Sender never satisfies the rule (AMB-15).", "From: eve@evil.example\r\nSender: alice@acme.example\r\n").Is("policy", "F-MAP-NOT-ASCENDANT");

        Case Header(string id, string requirements, string note, string from) =>
            list.Classify(id, requirements, note, Message.Text().WithHeader(from + Message.FieldsWithoutFrom()).Null().Signed(list.World.AcmeSigner, DomainSig));
    }

    /// <summary>DS-NAM-15 and 32 to 34: what may be agreed with a partner, and what it means without agreement.</summary>
    private static void Conventions(CaseList list)
    {
        Identity emailRole = Named("email-role", shape => shape.Subject = "C=US, O=Acme");
        Identity emailRoleBlank = Named("email-role-blank", shape =>
        {
            shape.Subject = "C=US, O=Acme, E=domain-signing-authority@acme.example ";
            shape.Emails.Clear();
        });
        Identity mailbox = Mailbox("cabf-mailbox", "Acme", OrganizationValidated);
        Identity uri = Named("uri-san", shape =>
        {
            shape.Emails.Clear();
            shape.Uris.Add("smtp://acme.example");
        });
        string pin = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(emailRole.Key.PublicKeyInfo));
        foreach (string profile in (string[])["emailRole", "cabfMailbox", "uriSan"])
        {
            foreach (bool pinned in (bool[])[true, false])
            {
                Community partner = list.Communities[0];
                var agreed = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["namingProfile"] = profile, ["organization"] = "Acme" };
                if (pinned)
                {
                    agreed["pinnedKeys"] = new[] { pin };
                }

                list.Communities.Add(partner with { Name = $"partner-{profile}{(pinned ? "" : "-unpinned")}", Peers = new(StringComparer.Ordinal) { [Acme] = agreed } });
            }
        }

        Strict("profile-email-role-strict", emailRole, "F-NAME-CN", "A role only in the address breaks the strict convention.");
        Strict("profile-email-role-blank-strict", emailRoleBlank, null, "A blank after the address and no common name break the strict convention.");
        Strict("profile-mailbox-strict", mailbox, "F-NAME-CN", "The mailbox as common name breaks the strict convention.");
        Strict("profile-uri-strict", uri, "F-MAP-UNVERIFIABLE", "Under the strict convention a URI is no name to compare.");
        Agreed("profile-email-role", emailRole, "emailRole", "As agreed with this partner.", "F-NAME-AGREED");
        Agreed("profile-email-role-strict-name", list.World.Variant("strict-name", _ => { }), "emailRole", "A strictly named certificate satisfies the profile as well.");
        Agreed("profile-email-role-blank", emailRoleBlank, "emailRole", "Blanks around the address are tolerated under this profile, and reported.", "F-NAME-AGREED", "F-NAME-BLANKS");
        Agreed("profile-mailbox", mailbox, "cabfMailbox", "As agreed with this partner.", "F-NAME-AGREED");
        NotAgreed("profile-mailbox-validated", Mailbox("mailbox-validated", "Acme", MailboxValidated), "A public authority that validated the mailbox alone says nothing about the organization.");
        NotAgreed("profile-mailbox-other-organization", Mailbox("mailbox-other", "Other", OrganizationValidated), "Another organization than was agreed.");
        Agreed("profile-uri", uri, "uriSan", "As agreed with this partner.", "F-NAME-AGREED");
        Unpinned("profile-email-role-unpinned", emailRole, "emailRole");
        Unpinned("profile-mailbox-unpinned", mailbox, "cabfMailbox");
        Unpinned("profile-uri-unpinned", uri, "uriSan");
        list.Classify("profile-crossed", "DS-NAM-32", "A certificate of one profile is none of another.", NamingCases.SignedBy(mailbox)).In("partner-uriSan").Is("policy").Without();
        Identity other = Named("email-role-other", shape =>
        {
            shape.Subject = "C=US, O=Other";
            shape.Emails[0] = "domain-signing-authority@other.example";
        });
        list.Classify("profile-other-peer", "DS-NAM-15 DS-NAM-32", "What was agreed with acme.example does not hold for other.example.", NamingCases.SignedBy(other, "x@other.example")).In("partner-emailRole").Is("policy", "F-NAME-CN");

        Identity Named(string name, Action<CertificateShape> change) => list.World.Variant("profile-" + name, change);

        // Certificate policies of the S/MIME Baseline Requirements, section 7.1.6.1.
        Identity Mailbox(string name, string organization, string policy) => Named(name, shape =>
        {
            shape.Subject = $"C=US, O={organization}, CN=domain-signing-authority@acme.example";
            shape.MoreExtensions.Add(CertificateShape.Extension("2.5.29.32", critical: false, Der.Sequence(Der.Sequence(Der.Oid(policy)))));
        });

        void NotAgreed(string id, Identity signer, string note) =>
            list.Classify(id, "CAB-06 DS-NAM-32", note, NamingCases.SignedBy(signer)).In("partner-cabfMailbox").Is("policy", "F-NAME-PROFILE").Allowing("F-NAME-CN");

        void Strict(string id, Identity signer, string? flag, string note)
        {
            Case added = list.Classify(id, "DS-NAM-32 DS-NAM-16", note, NamingCases.SignedBy(signer));
            _ = flag is null ? added.Is("policy", "F-NAME-CN").Without() : added.Is("policy", flag);
        }

        void Agreed(string id, Identity signer, string profile, string note, params string[] flags) =>
            list.Classify(id, "DS-NAM-15 DS-NAM-32" + (profile == "emailRole" ? " DS-NAM-34" : ""), note, NamingCases.SignedBy(signer)).In("partner-" + profile).Pass(Acme, null, flags);

        void Unpinned(string id, Identity signer, string profile) => list.Classify(
            id, "DS-NAM-33 SEC-DOM-03", "A relaxed profile works only with a pinned key or issuer; being trusted does not suffice.", NamingCases.SignedBy(signer)).In($"partner-{profile}-unpinned").Is("policy").Without();
    }

    private static Identity NamedOnly(CaseList list, string id, string subject) => list.World.Variant(id, shape =>
    {
        shape.Subject = subject;
        shape.Emails.Clear();
    });
}
