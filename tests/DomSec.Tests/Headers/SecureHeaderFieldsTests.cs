using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Headers;

/// <summary>Header fields in a signed attribute (RFC 7508), read.</summary>
public sealed class SecureHeaderFieldsTests
{
    [Fact]
    [Trait("Requirement", "HP-11 HP-12")]
    public async Task Attribute_by_another_hand_is_compared_with_the_header()
    {
        // Signed by "Bogus CA"'s Alice; the certificate is long expired and of nobody here, the fields are compared all the same.
        string pem = TestDoors.Text(Vectors.Bytes("header-protection/secure-header-fields.pem"));
        byte[] cms = Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-'))));
        TestDoors doors = TestDoors.ForPartner();
        DomainSecurityReport same = await doors.ClassifyAsync(Protected.Carry("FROM:\r\n  alice@example.com\r\nSubject: Watson\r\n", cms, "signed-data"));
        Assert.Equal(SignatureFact.Valid, same.Signatures()[0].Signature);
        Assert.Equal(HeaderFieldState.Same, same.Field("From").State);
        Assert.Equal(HeaderProtectionLevel.Rfc7508, same.HeaderProtection);
        Assert.Equal(HeaderFieldState.Unprotected, same.Field("Subject").State);

        DomainSecurityReport other = await doors.ClassifyAsync(Protected.Carry("From: Alice <alice@example.com>\r\nSubject: Watson\r\n", cms, "signed-data"));
        other.Raises(SecurityFlags.HeaderInvalid);
        other.HasStatus(SecurityStatus.Fail);
    }

    [Fact]
    [Trait("Requirement", "HP-11 HP-12")]
    public async Task Worked_example_of_the_RFC_is_accepted_under_its_own_identifier()
    {
        // RFC 7508 appendix B, length by length: the identifier ends in 80, the algorithm has four octets, the default status is written out.
        byte[] attribute = Protected.Attribute(
            1,
            [("x-ximf-primary-precedence", "priority", 0), ("x-ximf-correspondance-type", "official", 0), ("subject", "This is a test of Ext.", 0)],
            oid: "1.2.840.113549.1.9.16.2.80",
            width: 4);
        Assert.Equal("308196060B2A864886F70D010910025031818631818" + "30A0400000001307B3028", Convert.ToHexString(attribute)[..64]);
        const string Header = "From: John Doe <jdoe@acme.example>\r\nTo: Mary Smith <mary@example.com>\r\nsubject: This is a test of Ext.\r\nx-ximf-primary-precedence: priority\r\nx-ximf-correspondance-type: official\r\n";
        DomainSecurityReport report = await ClassifyAsync(Header, attribute);
        report.HasStatus(SecurityStatus.Pass);
        report.Raises(SecurityFlags.HeaderLegacyOid);
        Assert.Equal(3, report.Headers.Fields.Count(field => field is { State: HeaderFieldState.Same, Scheme: HeaderProtectionLevel.Rfc7508 }));

        // From is not among them.
        Assert.Equal(HeaderProtectionLevel.None, report.HeaderProtection);
        report.Raises(SecurityFlags.HeaderUnprotected);
        (await ClassifyAsync(Header.Replace("official", "private", StringComparison.Ordinal), attribute)).HasStatus(SecurityStatus.Fail);
    }

    [Theory]
    [InlineData("Subject: Budget", "Subject:   Budget  ", 1, SecurityStatus.Pass)]
    [InlineData("Subject: Budget", "SUBJECT:\r\n\tBudget", 1, SecurityStatus.Pass)]
    [InlineData("Subject: Budget", "Subject: budget", 1, SecurityStatus.Fail)]
    [InlineData("Subject: Budget", "Subject:  Budget", 0, SecurityStatus.Fail)]
    [InlineData("Subject: Budget", "SUBJECT: Budget", 0, SecurityStatus.Pass)]
    [InlineData("Subject: Budget\r\n", "", 1, SecurityStatus.Fail)] // missing
    [InlineData("Subject: Budget", "Subject: Budget\r\nSubject: Other", 1, SecurityStatus.Fail)] // one more
    [InlineData("Subject: Budget", "Subject: Budget\r\nReply-To: eve@evil.example", 1, SecurityStatus.Pass)] // not a protected name: told
    [InlineData("<alice@", "<chief@", 1, SecurityStatus.Fail)]
    [Trait("Requirement", "HP-12")]
    public async Task Mismatch_invalidates_and_names_the_field(string old, string changed, int algorithm, SecurityStatus status)
    {
        byte[] attribute = Protected.Attribute(algorithm, [("From", "Alice <alice@acme.example>", -1), ("Subject", "Budget", -1)]);
        DomainSecurityReport report = await ClassifyAsync(Protected.Fields.Replace(old, changed, StringComparison.Ordinal), attribute);
        report.HasStatus(status);
        if (status == SecurityStatus.Fail)
        {
            RaisedFlag flag = Assert.Single(report.Flags, flag => flag.Flag == SecurityFlags.HeaderInvalid);
            Assert.Contains(old.StartsWith("Subject", StringComparison.Ordinal) ? "Subject" : "From", flag.Detail, StringComparison.Ordinal);
            Assert.Equal(SignatureFact.Valid, report.Signatures()[0].Signature); // the cryptographic fact stays what it is
            Assert.Contains("smime=fail", report.AuthenticationResults, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(HeaderProtectionLevel.Rfc7508, report.HeaderProtection);
        }
    }

    [Fact]
    [Trait("Requirement", "HP-12")]
    public async Task Repeated_fields_are_compared_all_and_in_any_order()
    {
        byte[] attribute = Protected.Attribute(1, [("From", "Alice <alice@acme.example>", 0), ("Comments", "one", 0), ("comments", "two", 0)], reversed: true);
        (await ClassifyAsync("Comments: two\r\n" + Protected.Fields + "Comments: one\r\n", attribute)).HasStatus(SecurityStatus.Pass);
        (await ClassifyAsync("Comments: two\r\n" + Protected.Fields + "Comments: two\r\n", attribute)).HasStatus(SecurityStatus.Fail);
        (await ClassifyAsync("Comments: two\r\n" + Protected.Fields, attribute)).HasStatus(SecurityStatus.Fail);
    }

    [Theory]
    [InlineData("deleted", true, SecurityStatus.Pass)]
    [InlineData("modified", true, SecurityStatus.Pass)]
    [InlineData("duplicated", true, SecurityStatus.Fail)]
    [InlineData("deleted", false, SecurityStatus.Fail)] // nothing took it away rightly
    [InlineData("modified", false, SecurityStatus.Fail)]
    [Trait("Requirement", "HP-12 HP-13")]
    public async Task Hidden_field_may_be_hidden_around_encryption_only(string status, bool encrypted, SecurityStatus expected)
    {
        byte[] attribute = Protected.Attribute(1, [("From", "Alice <alice@acme.example>", 0), ("Subject", "Budget", status switch { "deleted" => 1, "modified" => 2, _ => 0 })]);
        string header = Protected.Fields.Replace("Subject: Budget\r\n", status == "deleted" ? "" : "Subject: [...]\r\n", StringComparison.Ordinal);
        void Change(OddSigner signer) => signer.SignedAttributes.Add(attribute);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(encrypted ? Protected.Encrypted(header, Protected.Plain, Change) : Protected.Signed(header, Protected.Plain, Change));
        report.HasStatus(expected);
        Assert.Equal(expected == SecurityStatus.Pass, report.Field("Subject").State == HeaderFieldState.Concealed);
    }

    [Fact]
    [Trait("Requirement", "HP-12")]
    public async Task Signers_of_a_layer_hold_the_same_fields()
    {
        byte[] one = Protected.Attribute(1, [("From", "Alice <alice@acme.example>", -1)]);
        byte[] other = Protected.Attribute(1, [("From", "Alice <alice@acme.example>", -1), ("Subject", "Budget", -1)]);
        (await TwoAsync(one, one)).DoesNotRaise(SecurityFlags.HeaderInconsistent);
        foreach (byte[]? second in new[] { other, null })
        {
            DomainSecurityReport report = await TwoAsync(one, second);
            report.Raises(SecurityFlags.HeaderInconsistent);
            report.HasStatus(SecurityStatus.Policy);
            Assert.Equal(HeaderProtectionLevel.None, report.HeaderProtection);
        }
    }

    [Fact]
    [Trait("Requirement", "HP-12")]
    public async Task Unreadable_doubled_or_unsigned_attributes_protect_nothing()
    {
        byte[] good = Protected.Attribute(1, [("From", "chief@acme.example", -1)]);
        byte[][] bad =
        [
            Protected.Attribute(2, [("From", "Alice <alice@acme.example>", -1)]), // no such algorithm
            Protected.Attribute(1, []), // SIZE (1..MAX)
            Protected.Attribute(1, [("From:", "x", -1)]),
            Protected.Attribute(1, [("", "x", -1)]),
            Protected.Attribute(1, [("From", "x", 3)]),
            OddSignatures.Attribute(Protected.SecureHeaderFields, Tlv.Null),
            OddSignatures.Attribute(Protected.SecureHeaderFields),
        ];
        foreach (byte[] attribute in bad)
        {
            DomainSecurityReport report = await ClassifyAsync(Protected.Fields, attribute);
            report.Raises(SecurityFlags.HeaderForm);
            report.HasStatus(SecurityStatus.Pass);
            Assert.Equal(HeaderProtectionLevel.None, report.HeaderProtection);
        }

        (await ClassifyAsync(Protected.Fields, good, good)).Raises(SecurityFlags.HeaderForm);
        DomainSecurityReport unsigned = await TestDoors.ForPartner().ClassifyAsync(Protected.Signed(Protected.Fields, Protected.Plain, signer => signer.UnsignedAttributes.Add(good)));
        unsigned.HasStatus(SecurityStatus.Pass);
        unsigned.Raises(SecurityFlags.HeaderUnprotected);
    }

    [Fact]
    [Trait("Requirement", "HP-12")]
    public async Task Mismatch_under_a_valid_domain_signature_is_told_and_decides_nothing()
    {
        var author = new OddSignatures(Encoding.ASCII.GetBytes(Protected.Plain));
        author.By(Ids.Alice, signer => signer.SignedAttributes.Add(Protected.Attribute(1, [("Subject", "Other", -1)])));
        var layer = new OddSignatures(Messages.Carry([], author.Encode(), "signed-data"));
        layer.By(Ids.AcmeSigner, signer => signer.Types(OddSignatures.DomainSig));
        byte[] message = Protected.Carry(Protected.Fields, layer.Encode(), "signed-data");
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        report.Raises(SecurityFlags.InnerInvalid);
        Assert.Equal(SecurityStatus.Fail, report.Signatures()[1].Verdict);
        (await TestDoors.ForPartner(new() { InnerVerification = InnerVerification.Require }).ClassifyAsync(message)).HasStatus(SecurityStatus.Fail);
    }

    private static Task<DomainSecurityReport> ClassifyAsync(string header, params byte[][] attributes) =>
        TestDoors.ForPartner().ClassifyAsync(Protected.Signed(header, Protected.Plain, signer => signer.SignedAttributes.AddRange(attributes)));

    private static Task<DomainSecurityReport> TwoAsync(byte[] first, byte[]? second)
    {
        var layer = new OddSignatures(Messages.Carry([], OddSignatures.Null(Encoding.ASCII.GetBytes(Protected.Plain)), "signed-data"));
        layer.By(Ids.AcmeSigner, signer => signer.Types(OddSignatures.DomainSig).SignedAttributes.Add(first));
        layer.By(Ids.AcmeRsaSigner, signer =>
        {
            signer.Types(OddSignatures.DomainSig);
            if (second is not null)
            {
                signer.SignedAttributes.Add(second);
            }
        });
        return TestDoors.ForPartner().ClassifyAsync(Protected.Carry(Protected.Fields, layer.Encode(), "signed-data"));
    }
}
