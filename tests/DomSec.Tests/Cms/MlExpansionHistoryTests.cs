using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing.MailList;

namespace DomSec.Tests.Cms;

/// <summary>RFC 2634 section 4.4: MLExpansionHistory, from the example of RFC 4134 and from the platform's writer.</summary>
public sealed class MlExpansionHistoryTests
{
    [Fact]
    [Trait("Requirement", "ESS-MLA-04")]
    public void History_in_the_example_of_RFC_4134_is_read()
    {
        // RFC 4134 section 4.10 has the only signed history of that document.
        byte[] vector = Vectors.Bytes("rfc4134/4.10.bin");
        byte[] type = Convert.FromHexString("060B2A864886F70D0109100203");
        int at = vector.AsSpan().IndexOf(type) + type.Length;
        BerReader set = new BerReader(vector.AsMemory(at)).ReadSet();
        MlExpansionHistory history = MlExpansionHistory.TryParse(set.ReadElement().Raw)!;
        MlData entry = Assert.Single(history.Entries);
        Assert.False(history.Overflows);
        Assert.Equal("5738299"u8.ToArray(), entry.MailList.KeyIdentifier.ToArray());
        Assert.Equal(new DateTimeOffset(1999, 3, 11, 10, 44, 33, TimeSpan.Zero), entry.ExpansionTime);
        Assert.Equal(MailListReceiptPolicy.InsteadOf, entry.ReceiptPolicy!.Kind);
        Assert.Equal(2, entry.ReceiptPolicy.Recipients.Count);
    }

    [Fact]
    [Trait("Requirement", "ESS-MLA-04")]
    public void Agent_is_named_by_issuer_and_serial_number_or_by_key_identifier()
    {
        MlExpansionHistory history = Read(ExpansionHistories.Value(ExpansionHistories.Entry(Ids.Bob), ExpansionHistories.Entry([9, 8, 7]), Tagged([6, 5])));
        Assert.True(history.Entries[0].MailList.Matches(Parse(Ids.Bob)));
        Assert.False(history.Entries[0].MailList.Matches(Parse(Ids.Alice)));
        Assert.Equal([9, 8, 7], history.Entries[1].MailList.KeyIdentifier.ToArray());
        Assert.Equal([6, 5], history.Entries[2].MailList.KeyIdentifier.ToArray());
        Assert.All(history.Entries, entry => Assert.Equal((ExpansionHistories.Time, null), (entry.ExpansionTime, entry.ReceiptPolicy)));
    }

    [Fact]
    [Trait("Requirement", "ESS-MLA-04")]
    public void Receipt_policy_is_none_instead_or_in_addition()
    {
        byte[] names = Tlv.Of(Tlv.Sequence, Tlv.Of(0x81, "a@x.example"u8.ToArray()));
        MlExpansionHistory history = Read(ExpansionHistories.Value(
            ExpansionHistories.Entry([1], [0x80, 0x00]), ExpansionHistories.Entry([2], Tlv.Of(0xA1, names)), ExpansionHistories.Entry([3], Tlv.Of(0xA2, names, names))));
        Assert.Equal(
            [(MailListReceiptPolicy.None, 0), (MailListReceiptPolicy.InsteadOf, 1), (MailListReceiptPolicy.InAdditionTo, 2)],
            history.Entries.Select(entry => (entry.ReceiptPolicy!.Kind, entry.ReceiptPolicy.Recipients.Count)));
    }

    [Fact]
    [Trait("Requirement", "ESS-MLA-04")]
    public void Names_beyond_the_most_that_are_kept_are_read_for_their_form()
    {
        byte[] names = Tlv.Of(Tlv.Sequence, [.. Enumerable.Repeat(Tlv.Of(0x81, "a@x.example"u8.ToArray()), 70)]);
        Assert.Equal(MlReceiptPolicy.MaxRecipients, Assert.Single(Read(ExpansionHistories.Value(ExpansionHistories.Entry([1], Tlv.Of(0xA1, names)))).Entries).ReceiptPolicy!.Recipients.Count);
        Assert.Null(MlExpansionHistory.TryParse(ExpansionHistories.Value(ExpansionHistories.Entry([1], Tlv.Of(0xA1, names[..^1])))));
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(64, 64, false)]
    [InlineData(65, 64, true)]
    [InlineData(2000, 64, true)]
    [Trait("Requirement", "ESS-MLA-03")]
    [Trait("Requirement", "ESS-MLA-04")]
    public void Sixty_four_entries_are_read_and_more_are_an_overflow(int entries, int read, bool overflows)
    {
        MlExpansionHistory history = Read(ExpansionHistories.Value([.. Enumerable.Repeat(ExpansionHistories.Entry([1, 2]), entries)]));
        Assert.Equal((read, overflows), (history.Entries.Count, history.Overflows));
    }

    /// <summary>What is not a history, by name.</summary>
    public static TheoryData<string, string> Malformed { get; } = new()
    {
        { "nothing", "" },
        { "no entries", Hex(ExpansionHistories.Value()) },
        { "a SET", Hex(Tlv.Of(Tlv.Set, ExpansionHistories.Entry([1]))) },
        { "something behind", Hex([.. ExpansionHistories.Value(ExpansionHistories.Entry([1])), 0x05, 0x00]) },
        { "an entry without time", Hex(ExpansionHistories.Value(Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.OctetString, [1])))) },
        { "an entry without a name", Hex(ExpansionHistories.Value(Tlv.Of(Tlv.Sequence, ExpansionHistories.GeneralizedTime(ExpansionHistories.Time)))) },
        { "an entry with more behind", Hex(ExpansionHistories.Value(ExpansionHistories.Entry([1], [0x80, 0x00, 0x80, 0x00]))) },
        { "a policy none with content", Hex(ExpansionHistories.Value(ExpansionHistories.Entry([1], [0x80, 0x01, 0x00]))) },
        { "a policy of unknown kind", Hex(ExpansionHistories.Value(ExpansionHistories.Entry([1], [0xA3, 0x00]))) },
        { "a policy without names", Hex(ExpansionHistories.Value(ExpansionHistories.Entry([1], [0xA1, 0x00]))) },
        { "a cut entry", Hex(ExpansionHistories.Value(ExpansionHistories.Entry([1])[..^1])) },
        { "a second entry that is none", Hex(ExpansionHistories.Value(ExpansionHistories.Entry([1]), [0x02, 0x01, 0x01])) },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    [Trait("Requirement", "ESS-MLA-04")]
    public void What_is_malformed_is_no_history(string what, string hex)
    {
        Assert.True(MlExpansionHistory.TryParse(Convert.FromHexString(hex)) is null, what);
        if (hex.Length > 0)
        {
            Assert.False(MlExpansionHistory.TryRead(Attributes(OddSignatures.Attribute(ExpansionHistories.Type, Convert.FromHexString(hex))), out _));
        }
    }

    [Fact]
    [Trait("Requirement", "ESS-ATT-01")]
    [Trait("Requirement", "ESS-ATT-02")]
    public void Attribute_is_there_once_with_one_value_or_cannot_be_read()
    {
        byte[] value = ExpansionHistories.Value(ExpansionHistories.Entry([1]));
        Assert.False(MlExpansionHistory.TryRead(Attributes(ExpansionHistories.OneEntry, ExpansionHistories.OneEntry), out _));
        Assert.False(MlExpansionHistory.TryRead(Attributes(OddSignatures.Attribute(ExpansionHistories.Type, value, value)), out _));
        Assert.False(MlExpansionHistory.TryRead(Attributes(OddSignatures.Attribute(ExpansionHistories.Type)), out _));
        Assert.True(MlExpansionHistory.TryRead(Attributes(ExpansionHistories.OneEntry), out MlExpansionHistory? one));
        Assert.NotNull(one);
        Assert.True(MlExpansionHistory.TryRead(Attributes(), out MlExpansionHistory? none));
        Assert.Null(none);
        Assert.True(MlExpansionHistory.TryRead(null, out _));
    }

    [Fact]
    [Trait("Requirement", "ESS-MLA-01")]
    [Trait("Requirement", "DS-MLA-13")]
    public void Signers_with_a_history_have_to_agree_and_those_without_are_ignored()
    {
        AttributeSet one = Attributes(ExpansionHistories.OneEntry);
        AttributeSet other = Attributes(ExpansionHistories.Attribute(ExpansionHistories.Entry([4, 3, 2, 1])));
        AttributeSet broken = Attributes(OddSignatures.Attribute(ExpansionHistories.Type, [0x05, 0x00]));
        Assert.True(MlExpansionHistory.TryReadAll([], out MlExpansionHistory? nobody));
        Assert.Null(nobody);
        Assert.True(MlExpansionHistory.TryReadAll([Attributes(), one, Attributes(), Attributes(ExpansionHistories.OneEntry)], out MlExpansionHistory? agreed));
        Assert.NotNull(agreed);
        Assert.False(MlExpansionHistory.TryReadAll([one, other], out MlExpansionHistory? differing));
        Assert.Null(differing);
        Assert.False(MlExpansionHistory.TryReadAll([one, broken], out _));
        Assert.False(MlExpansionHistory.TryReadAll([broken], out _));
    }

    private static byte[] Tagged(byte[] keyIdentifier) => ExpansionHistories.EntryOf(Tlv.Of(0x80, keyIdentifier));

    private static string Hex(byte[] octets) => Convert.ToHexString(octets);

    private static MlExpansionHistory Read(byte[] value) => MlExpansionHistory.TryParse(value) ?? throw new InvalidOperationException("not read");

    private static DomSec.X509.Certificate Parse(TestIdentity identity)
    {
        Assert.Equal(BerStatus.Ok, DomSec.X509.Certificate.TryParse(identity.Der, out DomSec.X509.Certificate? certificate));
        return certificate!;
    }

    private static AttributeSet Attributes(params ReadOnlySpan<byte[]> attributes)
    {
        var reader = new BerReader(Tlv.Of(0xA0, attributes));
        Assert.Equal(CmsStatus.Ok, AttributeSet.TryParse(reader.ReadElement(), 100, out AttributeSet set));
        return set;
    }
}
