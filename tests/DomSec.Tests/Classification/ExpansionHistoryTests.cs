using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing.MailList;

namespace DomSec.Tests.Classification;

/// <summary>What the report says about mail lists (RFC 2634 sections 4.1 and 4.4).</summary>
public sealed class ExpansionHistoryTests
{
    private static readonly LayeredMessage Signed = LayeredMessage.Of(Build.DomainSigned());

    [Fact]
    [Trait("Requirement", "ESS-MLA-04")]
    [Trait("Requirement", "ESS-MLA-01")]
    public async Task History_of_RFC_4134_is_reported_of_the_signer_who_verifies()
    {
        var doors = new TestDoors(trustsShared: false);
        DomainSecurityReport report = await doors.ClassifyAsync(Vectors.Bytes("rfc4134/4.10.bin"));
        Assert.Equal(SignatureFact.Valid, Assert.Single(report.Signatures()).Signature);
        MailListExpansion entry = Assert.Single(report.MailListExpansions);
        Assert.Equal("keyId 35373338323939", entry.MailList);
        Assert.Equal(new DateTimeOffset(1999, 3, 11, 10, 44, 33, TimeSpan.Zero), entry.Time);
        Assert.Equal(MailListReceiptPolicy.InsteadOf, entry.ReceiptPolicy);
        Assert.Collection(
            entry.ReceiptRecipients,
            name => Assert.Contains("CN=Bugs Bunny DSA", name, StringComparison.Ordinal),
            name => Assert.Contains("CN=Elmer Fudd DSA", name, StringComparison.Ordinal));
        Assert.False(entry.IsOwn);
    }

    [Fact]
    [Trait("Requirement", "ESS-MLA-01")]
    [Trait("Requirement", "DS-MLA-13")]
    public async Task History_of_a_signature_that_does_not_verify_is_only_the_signer_s_claim()
    {
        byte[] message = Expanded(ExpansionHistories.OneEntry, signer => signer.MessageDigest = new byte[32]);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        Assert.Empty(report.MailListExpansions);
        Assert.Single(report.Layers[0].Signatures[0].MailListExpansions);
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(64, 64, false)]
    [InlineData(65, 64, true)]
    [Trait("Requirement", "ESS-MLA-03")]
    public async Task More_than_64_lists_are_flagged_and_the_message_is_signed_all_the_same(int entries, int read, bool overflows)
    {
        byte[] message = Expanded(ExpansionHistories.Attribute([.. Enumerable.Range(0, entries).Select(i => ExpansionHistories.Entry([1, (byte)i]))]));
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        Assert.Equal(read, report.MailListExpansions.Count);
        Assert.Equal(overflows, report.FlagIds().Contains("F-MLEH-OVERFLOW", StringComparer.Ordinal));
        report.HasStatus(SecurityStatus.Pass);
        await TestDoors.ForAcme().SignedAsync(message);
    }

    [Fact]
    [Trait("Requirement", "ESS-MLA-02")]
    public async Task Own_certificate_in_the_history_is_a_loop_that_is_reported()
    {
        foreach (TestIdentity own in new[] { Ids.PartnerDca, Ids.PartnerSigner })
        {
            byte[] message = Expanded(ExpansionHistories.Attribute(ExpansionHistories.Entry([1]), ExpansionHistories.Entry(own)));
            DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
            report.Raises(SecurityFlags.ExpansionLoop);
            Assert.Equal([false, true], report.MailListExpansions.Select(entry => entry.IsOwn));
            report.HasStatus(SecurityStatus.Pass);
            (await TestDoors.ForAcme().ClassifyAsync(message)).DoesNotRaise(SecurityFlags.ExpansionLoop);
        }

        // A domain without confidentiality keys is known by the request.
        byte[] signer = Expanded(ExpansionHistories.Attribute(ExpansionHistories.Entry(Ids.PartnerSigner)));
        TestDoors keyless = new TestDoors().Own(Ids.PartnerSigner);
        (await keyless.ClassifyAsync(signer, new() { Domain = TestDoors.Partner })).Raises(SecurityFlags.ExpansionLoop);
        (await keyless.ClassifyAsync(signer)).DoesNotRaise(SecurityFlags.ExpansionLoop);
    }

    [Fact]
    [Trait("Requirement", "ESS-MLA-02")]
    public async Task Own_key_identifier_in_the_history_is_a_loop()
    {
        byte[] identifier = Ids.PartnerDca.Certificate.Extensions.OfType<System.Security.Cryptography.X509Certificates.X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Expanded(ExpansionHistories.Attribute(ExpansionHistories.Entry(identifier))));
        report.Raises(SecurityFlags.ExpansionLoop);
        Assert.True(Assert.Single(report.MailListExpansions).IsOwn);
    }

    [Theory]
    [InlineData("0500")] // not a SEQUENCE
    [InlineData("3000")] // no entry
    [Trait("Requirement", "ESS-MLA-01")]
    public async Task History_that_cannot_be_read_is_a_conflict_and_signing_stops(string value)
    {
        byte[] message = Expanded(OddSignatures.Attribute(ExpansionHistories.Type, Convert.FromHexString(value)));
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        report.Raises(SecurityFlags.ExpansionConflict);
        Assert.Equal(SecurityStatus.Policy, report.Layers[0].Signatures[0].Verdict);
        Assert.Empty(report.MailListExpansions);
        (await TestDoors.ForAcme().SignAsync(message)).Report.Refusal.IsRefused("F-MLEH-CONFLICT");
    }

    [Fact]
    [Trait("Requirement", "ESS-ATT-03")]
    public async Task History_outside_the_signed_attributes_is_not_looked_at()
    {
        byte[] message = Signed.Signed(layer => layer.By(NestedMessage.List, signer => signer.UnsignedAttributes.Add(ExpansionHistories.OneEntry))).ToOctets();
        Assert.Empty((await TestDoors.ForPartner().ClassifyAsync(message)).MailListExpansions);
        Assert.Equal("S(S(S(S0(content))))", (await TestDoors.ForPartner().ClassifyAsync(await TestDoors.ForAcme().SignedAsync(message))).Structure);
    }

    [Fact]
    public async Task Outermost_history_is_the_message_s()
    {
        byte[] message = LayeredMessage.Of(Expanded(ExpansionHistories.Attribute(ExpansionHistories.Entry([7]))))
            .Signed(layer => layer.By(NestedMessage.List, signer => signer.SignedAttributes.Add(ExpansionHistories.Attribute(ExpansionHistories.Entry([7]), ExpansionHistories.Entry([8], [0x80, 0x00]))))).ToOctets();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        Assert.Equal(["keyId 07", "keyId 08"], report.MailListExpansions.Select(entry => entry.MailList));
        Assert.Equal([MailListReceiptPolicy.Missing, MailListReceiptPolicy.None], report.MailListExpansions.Select(entry => entry.ReceiptPolicy));
    }

    [Fact]
    public async Task Names_in_the_history_are_harmless_in_a_log()
    {
        byte[] names = Tlv.Of(Tlv.Sequence, Tlv.Of(0x81, "a@x.example\u001b[2J\r\nX: y"u8.ToArray()), Tlv.Of(0x87, [1, 2, 3, 4]), Tlv.Of(0xA4, [0x05, 0x00]));
        byte[] message = Expanded(ExpansionHistories.Attribute(ExpansionHistories.Entry([1], Tlv.Of(0xA2, names))));
        MailListExpansion entry = Assert.Single((await TestDoors.ForPartner().ClassifyAsync(message)).MailListExpansions);
        Assert.Equal(MailListReceiptPolicy.InAdditionTo, entry.ReceiptPolicy);
        Assert.Equal(["a@x.example?[2J??X: y", "870401020304", ""], entry.ReceiptRecipients);
    }

    private static byte[] Expanded(byte[] attribute, Action<OddSigner>? change = null) => Signed.Signed(layer => layer.By(NestedMessage.List, signer =>
    {
        signer.SignedAttributes.Add(attribute);
        change?.Invoke(signer);
    })).ToOctets();
}
