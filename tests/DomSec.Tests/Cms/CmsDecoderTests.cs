using CsCheck;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.TestKit;
using static DomSec.Tests.Cms.RawBer;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Tests.Cms;

public sealed class CmsDecoderTests
{
    private static readonly byte[] _certificates = Definite(0xA0, Seq(Int(1)));
    private static readonly byte[] _crls = Definite(0xA1, Seq(Int(2)));
    private static readonly byte[] _signers = Set(Seq(Int(3)), Seq(Int(4)));

    /// <summary>Objects that use every path of the grammar; chunk tests and truncation tests run over all of them.</summary>
    public static TheoryData<string, string> Objects()
    {
        var data = new TheoryData<string, string>();
        foreach ((string name, byte[] cms) in WholeObjects())
        {
            data.Add(name, Convert.ToHexString(cms));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void An_object_in_chunks_of_any_size_is_read_as_in_one(string name, string hex)
    {
        byte[] cms = Convert.FromHexString(hex);
        (RecordingSink whole, CmsDecoder decoder) = RecordingSink.Decode(cms);
        Assert.False(decoder.Fault.IsFault, $"{name}: {decoder.Fault}");
        Assert.True(decoder.IsDone);
        Assert.Equal(whole.Begins, whole.Ends);
        for (int chunk = 1; chunk < 20; chunk++)
        {
            (RecordingSink again, CmsDecoder chunked) = RecordingSink.Decode(cms, chunk);
            Assert.Equal(whole.ToString(), again.ToString());
            Assert.Equal((decoder.SawBer, decoder.SawPadding, false), (chunked.SawBer, chunked.SawPadding, chunked.Fault.IsFault));
        }
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void An_object_cut_anywhere_is_truncated(string name, string hex)
    {
        byte[] cms = Convert.FromHexString(hex);
        for (int length = 0; length < cms.Length; length++)
        {
            (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode(cms.AsSpan(0, length), chunk: length % 7);
            Assert.True(decoder.Fault.Status == CmsStatus.Truncated, $"{name} cut to {length}: {decoder.Fault}");
            Assert.False(decoder.IsDone);
            Assert.InRange(sink.Ends, 0, sink.Begins);
        }
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void An_object_with_any_octet_changed_gives_a_status_and_no_exception(string name, string hex)
    {
        byte[] cms = Convert.FromHexString(hex);
        byte[] values = [0x00, 0x01, 0x02, 0x04, 0x06, 0x1F, 0x24, 0x30, 0x31, 0x7F, 0x80, 0x81, 0x84, 0x88, 0xA0, 0xA1, 0xFE, 0xFF];
        for (int i = 0; i < cms.Length; i++)
        {
            byte before = cms[i];
            foreach (byte value in values)
            {
                cms[i] = value;
                (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode(cms);
                (RecordingSink again, CmsDecoder chunked) = RecordingSink.Decode(cms, chunk: 1);
                Assert.True(decoder.IsDone != decoder.Fault.IsFault, name);
                Assert.Equal(decoder.Fault.Status, chunked.Fault.Status);
                Assert.True(decoder.Fault.IsFault || string.Equals(sink.ToString(), again.ToString(), StringComparison.Ordinal), name);
            }

            cms[i] = before;
        }
    }

    [Fact]
    public void A_signed_data_delivers_its_elements_as_received()
    {
        byte[] cms = Signed(Octets([.. "hello"u8]), _certificates, _crls, _signers);
        (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode(cms);
        Assert.Equal(CmsStatus.Ok, decoder.Fault.Status);
        Assert.Equal(SignedData, sink.ContentType.ToString());
        Assert.Equal(Data, sink.InnerContentType.ToString());
        Assert.Equal("hello"u8.ToArray(), sink.Content);
        Assert.Equal([CmsField.DigestAlgorithms, CmsField.Certificates, CmsField.RevocationLists, CmsField.SignerInfos], sink.Fields.Select(f => f.Field));
        Assert.Equal(_certificates, sink[CmsField.Certificates]);
        Assert.Equal(_crls, sink[CmsField.RevocationLists]);
        Assert.Equal(_signers, sink[CmsField.SignerInfos]);
        Assert.False(decoder.SawBer);
    }

    [Fact]
    public void An_auth_enveloped_data_delivers_its_elements_as_received()
    {
        byte[] attributes = Definite(0xA1, Seq(Int(5)));
        byte[] unauthenticated = Definite(0xA2, Seq(Int(6)));
        byte[] originator = Definite(0xA0, Definite(0xA0, Seq(Int(7))));
        byte[] cms = Enveloped(Definite(0x80, "secret"u8.ToArray()), originator, attributes, Octets(new byte[12]), unauthenticated);
        (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode(cms);
        Assert.Equal(CmsStatus.Ok, decoder.Fault.Status);
        Assert.Equal("secret"u8.ToArray(), sink.Content);
        Assert.Equal(originator, sink[CmsField.OriginatorInfo]);
        Assert.Equal(attributes, sink[CmsField.AuthenticatedAttributes]);
        Assert.Equal(Octets(new byte[12]), sink[CmsField.Mac]);
        Assert.Equal(unauthenticated, sink[CmsField.UnauthenticatedAttributes]);
        Assert.Equal(Set(Seq(Int(9))), sink[CmsField.RecipientInfos]);
    }

    [Theory]
    [Trait("Requirement", "CMS-SD-09")]
    [InlineData("2400", "")]
    [InlineData("24800000", "")]
    [InlineData("2480 0400 0400 0000", "")]
    [InlineData("2480 040141 0400 04024243 0000", "414243")]
    [InlineData("2406 040141 040142", "4142")]
    [InlineData("2480 2480 2403 040141 0000 2480 040142 0000 0000", "4142")]
    public void Content_in_a_constructed_string_is_its_parts_joined_and_ends_once(string hex, string expected)
    {
        (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode(Signed(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));
        Assert.Equal(CmsStatus.Ok, decoder.Fault.Status);
        Assert.Equal(Convert.FromHexString(expected), sink.Content);
        Assert.Equal((1, 1), (sink.Begins, sink.Ends));
        Assert.True(decoder.SawBer);
    }

    [Fact]
    public void Absent_content_and_empty_content_differ()
    {
        Assert.Equal(0, RecordingSink.Decode(Signed(null)).Sink.Begins);
        (RecordingSink sink, _) = RecordingSink.Decode(Signed(Octets()));
        Assert.Equal((1, 1, 0), (sink.Begins, sink.Ends, sink.Content.Length));
        Assert.Equal(0, RecordingSink.Decode(Enveloped(null)).Sink.Begins);
        Assert.Equal(1, RecordingSink.Decode(Enveloped([0x80, 0x00])).Sink.Begins);
    }

    [Theory]
    [Trait("Requirement", "CMS-SD-14")]
    [InlineData("3003020101", "020101")]
    [InlineData("30800201010000", "020101")]
    [InlineData("30803080020101000030000000", "30800201010000" + "3000")]
    [InlineData("0C03414243", "414243")]
    [InlineData("3000", "")]
    [InlineData("30800000", "")]
    public void Content_that_is_any_type_as_in_PKCS7_is_its_value_octets(string hex, string expected)
    {
        byte[] cms = Signed(Convert.FromHexString(hex));
        for (int chunk = 0; chunk < 5; chunk++)
        {
            (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode(cms, chunk);
            Assert.Equal(CmsStatus.Ok, decoder.Fault.Status);
            Assert.Equal(Convert.FromHexString(expected), sink.Content);
            Assert.Equal((1, 1), (sink.Begins, sink.Ends));
        }
    }

    [Theory]
    [InlineData(SignedData)]
    [InlineData(EnvelopedData)]
    [InlineData(AuthEnvelopedData)]
    [InlineData(CompressedData)]
    public void A_bare_structure_is_read_under_its_announced_type(string type)
    {
        byte[] whole = type switch
        {
            SignedData => Signed(Octets([.. "x"u8]), signerInfos: _signers),
            EnvelopedData => Enveloped(Definite(0x80, "x"u8.ToArray())),
            AuthEnvelopedData => Enveloped(Definite(0x80, "x"u8.ToArray()), mac: Octets(new byte[16])),
            _ => Compressed(Octets([.. "x"u8])),
        };
        var info = new BerReader(whole);
        BerReader fields = info.ReadSequence();
        fields.ReadOid();
        byte[] bare = fields.ReadConstructed(0xA0).Rest.ToArray();
        (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode(bare, bare: new Oid(type));
        Assert.Equal(CmsStatus.Ok, decoder.Fault.Status);
        Assert.Equal("x"u8.ToArray(), sink.Content);
        Assert.Equal(CmsStatus.Malformed, RecordingSink.Decode(whole, bare: new Oid(type)).Decoder.Fault.Status);
    }

    [Theory]
    [Trait("Requirement", "CMS-BER-02")]
    [InlineData("00")]
    [InlineData("0000 0000")]
    [InlineData("0d0a")]
    [InlineData("20 09 0d 0a 00")]
    public void Zero_octets_and_blanks_behind_the_object_are_padding(string hex)
    {
        byte[] cms = [.. Signed(Octets(1)), .. Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))];
        foreach (int chunk in new[] { 0, 1, cms.Length - 1 })
        {
            (_, CmsDecoder decoder) = RecordingSink.Decode(cms, chunk);
            Assert.Equal(CmsStatus.Ok, decoder.Fault.Status);
            Assert.True(decoder.SawPadding);
        }
    }

    [Theory]
    [Trait("Requirement", "CMS-BER-02")]
    [InlineData("01")]
    [InlineData("000030")]
    [InlineData("0d0a2e")]
    public void Anything_else_behind_the_object_is_trailing_data(string hex)
    {
        byte[] cms = [.. Signed(Octets(1)), .. Convert.FromHexString(hex)];
        Assert.Equal(CmsStatus.TrailingData, RecordingSink.Decode(cms).Decoder.Fault.Status);
        Assert.Equal(CmsStatus.TrailingData, RecordingSink.Decode(cms, 1).Decoder.Fault.Status);
        Assert.Equal(CmsStatus.TrailingData, RecordingSink.Decode([.. Signed(Octets(1)), .. Signed(Octets(1))], 3).Decoder.Fault.Status);
    }

    [Theory]
    [InlineData("31 00")] // not a SEQUENCE
    [InlineData("30 00")] // empty
    [InlineData("30 80 0000")]
    [InlineData("30 03 020101")] // no content type
    [InlineData("30 0b 06092a864886f70d010702")] // no content
    [InlineData("30 80 06092a864886f70d010702 a080 0000 0000")]
    [InlineData("30 80 06092a864886f70d010702 a080 3080 0000 0000 0000")] // a SignedData without anything
    [InlineData("30 80 06092a864886f70d010702 a080 0201 01 0000 0000")] // not a SEQUENCE
    [InlineData("30 80 06098a864886f70d010780 a080 3000 0000 0000")] // not an identifier
    [InlineData("30 80 06092a864886f70d010702 a080 3080 020101 3100 3080 06092a864886f70d010701 0000 3100 3100 0000 0000 0000")] // one SET too many
    [InlineData("30 80 06092a864886f70d010702 a080 3080 020101 3100 3080 06092a864886f70d010701 a000 0000 3100 0000 0000 0000")] // [0] without content
    [InlineData("30 80 06092a864886f70d010702 a080 3080 020101 3100 3080 06092a864886f70d010701 a080 0400 0400 0000 0000 3100 0000 0000 0000")] // two contents
    [InlineData("30 80 06092a864886f70d010702 a080 3080 3100 020101 0000 0000 0000")] // out of order
    [InlineData("30 80 06092a864886f70d010702 a080 3080 020101 3100 3080 06092a864886f70d010701 a080 2480 020101 0000 0000 0000 3100 0000 0000 0000")] // an INTEGER inside the string
    [InlineData("30 80 06092a864886f70d010702 a080 3080 020101 3100 3080 06092a864886f70d010701 0000 a100 a000 3100 0000 0000 0000")] // crls before certificates
    [InlineData("30 80 06092a864886f70d010703 a080 3080 020100 3100 3080 06092a864886f70d010701 0000 0000 0000 0000")] // no algorithm
    [InlineData("30 80 06092a864886f70d010703 a080 3080 020100 3100 3080 06092a864886f70d010701 3000 0000 0400 0000 0000 0000")] // a mac in EnvelopedData
    [InlineData("30 80 060b2a864886f70d0109100117 a080 3080 020100 3100 3080 06092a864886f70d010701 3000 0000 0000 0000 0000")] // none in AuthEnvelopedData
    [InlineData("30 80 06092a864886f70d010702 008100")] // end-of-contents in the long form
    [InlineData("30 80 06092a864886f70d010702 000100")]
    [InlineData("30 0d 06092a864886f70d010702 0000")] // end-of-contents in a definite length
    [InlineData("0000")]
    [InlineData("30 12 06092a864886f70d010702 a0 ff")]
    [InlineData("30 10 06092a864886f70d010702 a0 81 88")] // longer than what holds it
    public void What_the_grammar_does_not_allow_is_malformed(string hex)
    {
        byte[] cms = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(CmsStatus.Malformed, RecordingSink.Decode(cms).Decoder.Fault.Status);
        Assert.Equal(CmsStatus.Malformed, RecordingSink.Decode(cms, 1).Decoder.Fault.Status);
    }

    [Theory]
    [Trait("Requirement", "SEC-DOS-05")]
    [InlineData("30 88 7fffffffffffffff")]
    [InlineData("30 80 06092a864886f70d010702 a0 88 7fffffffffffffff")]
    [InlineData("30 80 06092a864886f70d010702 a080 30 88 7fffffffffffffff")]
    [InlineData("30 80 06092a864886f70d010702 a080 30 88 7ffffffffffffff0 020101")]
    [InlineData("30 80 06092a864886f70d010702 a080 3080 020101 3100 3080 06092a864886f70d010701 a080 24 88 7fffffffffffffff")]
    [InlineData("30 80 06092a864886f70d010702 a080 3080 020101 3100 3080 06092a864886f70d010701 a080 04 88 7fffffffffffffff")]
    [InlineData("30 80 06092a864886f70d010702 a080 3080 02 88 7fffffffffffffff")]
    public void The_longest_announced_length_is_a_fault_and_no_overflow(string hex)
    {
        byte[] cms = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.True(RecordingSink.Decode(cms).Decoder.Fault.IsFault);
        Assert.True(RecordingSink.Decode(cms, 1).Decoder.Fault.IsFault);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Collected_elements_end_at_the_limit_and_one_octet_more_is_beyond_it()
    {
        byte[] cms = Signed(Octets(new byte[5000]), signerInfos: Set(Octets(new byte[300])));
        int needed = Enumerable.Range(300, 400).First(max => !RecordingSink.Decode(cms, 0, max).Decoder.Fault.IsFault);
        int collected = RecordingSink.Decode(cms).Sink.Fields.Sum(f => f.Raw.Length);
        Assert.InRange(needed, collected, collected + 64);
        foreach (int chunk in new[] { 0, 1, 100 })
        {
            Assert.Equal(CmsStatus.Ok, RecordingSink.Decode(cms, chunk, needed).Decoder.Fault.Status);
            Assert.Equal(CmsStatus.Limit, RecordingSink.Decode(cms, chunk, needed - 1).Decoder.Fault.Status);
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void An_indefinite_element_is_collected_up_to_the_limit_too()
    {
        byte[] endless = [.. Convert.FromHexString("308006092a864886f70d010702a080308002010131800482ffff"), .. new byte[70_000]];
        Assert.Equal(CmsStatus.Limit, RecordingSink.Decode(endless, 100, 1000).Decoder.Fault.Status);
        byte[] deep = [.. Convert.FromHexString("308006092a864886f70d010702a08030800201013180"), .. Enumerable.Repeat(new byte[] { 0x30, 0x80 }, 100_000).SelectMany(o => o)];
        Assert.Equal(CmsStatus.Limit, RecordingSink.Decode(deep).Decoder.Fault.Status);
        Assert.Equal(CmsStatus.Limit, RecordingSink.Decode(deep, 1).Decoder.Fault.Status);
    }

    [Theory]
    [InlineData("308006092a864886f70d010702a0803080020101318030030201", "01ff1f80", 1 << 20)] // a bad tag inside an indefinite element
    [InlineData("308006092a864886f70d010702a080308002010131800410", "000102030405060708090a0b0c0d0e0f001f80808080", 36)] // the limit first, and then a bad tag
    [InlineData("308006092a864886f70d010702a08030800201013180", "3080308030803080308030803080308030803080", 30)]
    public void A_fault_inside_a_collected_element_is_the_same_for_every_chunking(string start, string rest, int limit)
    {
        byte[] octets = Convert.FromHexString(start + rest);
        (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode(octets, 0, limit);
        Assert.True(decoder.Fault.IsFault);
        for (int chunk = 1; chunk <= octets.Length; chunk++)
        {
            (RecordingSink inPieces, CmsDecoder again) = RecordingSink.Decode(octets, chunk, limit);
            Assert.Equal((decoder.Fault, sink.ToString()), (again.Fault, inPieces.ToString()));
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Content_strings_nest_up_to_the_depth_limit_and_no_further()
    {
        // ContentInfo, [0], SignedData, EncapsulatedContentInfo and [0] are open around the string.
        int most = BerReader.MaxDepth - 5;
        Assert.Equal("A"u8.ToArray(), RecordingSink.ContentOf(Signed(Nest(most))));
        Assert.Equal(CmsStatus.Limit, RecordingSink.Decode(Signed(Nest(most + 1))).Decoder.Fault.Status);
        Assert.Equal(CmsStatus.Limit, RecordingSink.Decode(Signed(Nest(20_000)), 977).Decoder.Fault.Status);

        static byte[] Nest(int depth) =>
            [.. Enumerable.Repeat(new byte[] { 0x24, 0x80 }, depth).SelectMany(o => o), 0x04, 0x01, (byte)'A', .. new byte[2 * depth]];
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-02")]
    public void Four_hundred_thousand_one_octet_parts_are_read()
    {
        byte[] parts = new byte[1_200_000];
        for (int i = 0; i < parts.Length; i += 3)
        {
            "\u0004\u0001A"u8.CopyTo(parts.AsSpan(i));
        }

        (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode(Signed(Indefinite(0x24, parts)), 96 << 10);
        Assert.Equal(CmsStatus.Ok, decoder.Fault.Status);
        Assert.Equal(400_000, sink.Content.Length);
    }

    [Fact]
    public void What_follows_a_fault_is_ignored()
    {
        (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode([.. "1"u8, .. Signed(Octets(1), signerInfos: _signers)]);
        Assert.Equal(CmsStatus.Malformed, decoder.Fault.Status);
        Assert.Empty(sink.Fields);
        Assert.Contains("ContentInfo", decoder.Fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-01")]
    public void Every_re_encoding_in_ber_delivers_the_same()
    {
        TestIdentity signer = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example");
        TestIdentity authority = TestCa.Shared.Issue(TestRole.Confidentiality, "acme.example");
        // From one octet on: the platform, which makes the messages here, does not sign empty content. The crafted objects above hold empty ones.
        Gen.Select(Gen.Byte.Array[1, 400], Gen.Int[0, 60], Gen.Int[1, 50], Gen.Bool).Sample(
            (content, part, chunk, signed) =>
            {
                byte[] der = signed ? Messages.SignedData(signer, content) : Messages.EnvelopedData([authority], content);
                RecordingSink expected = RecordingSink.Decode(der).Sink;
                foreach (byte[] ber in new[] { BerReencoder.ToIndefinite(der, part), BerReencoder.ToDefiniteChunks(der, part) })
                {
                    (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode(ber, chunk);
                    Assert.Equal(CmsStatus.Ok, decoder.Fault.Status);
                    Assert.Equal(expected.ToString(), sink.ToString());
                }

                Assert.True(!signed || content.AsSpan().SequenceEqual(expected.Content));
            },
            iter: 150,
            threads: 1);
    }

    private static byte[] Compressed(byte[] content) =>
        ContentInfo(CompressedData, Seq(Int(0), Seq(RawBer.Oid("1.2.840.113549.1.9.16.3.8")), Seq(RawBer.Oid(Data), Definite(0xA0, content))));

    private static IEnumerable<(string Name, byte[] Cms)> WholeObjects()
    {
        yield return ("signed", Signed(Octets([.. "hello"u8]), _certificates, _crls, _signers));
        yield return ("signed, no content", Signed(null, _certificates));
        yield return ("signed, crls only", Signed(Octets(), crls: _crls, signerInfos: _signers));
        yield return ("signed, parts", Signed(Indefinite(0x24, Octets(1, 2), Octets(), Definite(0x24, Octets(3)), Indefinite(0x24))));
        yield return ("signed, ANY", Signed(Seq(Int(1)), eContentType: "1.3.6.1.4.1.311.2.1.4"));
        yield return ("signed, ANY indefinite", Signed(Indefinite(0x30, Int(1), Indefinite(0x30))));
        yield return ("signed, all indefinite", Indefinite(
            0x30,
            RawBer.Oid(SignedData),
            Indefinite(0xA0, Indefinite(
                0x30,
                Int(1),
                Indefinite(0x31, Indefinite(0x30, RawBer.Oid("2.16.840.1.101.3.4.2.1"))),
                Indefinite(0x30, RawBer.Oid(Data), Indefinite(0xA0, Indefinite(0x24, Octets([.. "content"u8])))),
                Indefinite(0xA0, Seq(Int(1)), Indefinite(0x30, Int(2))),
                Indefinite(0xA1),
                Indefinite(0x31, Indefinite(0x30, Int(3)))))));
        yield return ("enveloped", Enveloped(Definite(0x80, "secret"u8.ToArray()), Definite(0xA0), Definite(0xA1, Seq(Int(1)))));
        yield return ("enveloped, parts", Enveloped(Indefinite(0xA0, Octets(1, 2, 3), Octets(4))));
        yield return ("enveloped, no content", Enveloped(null));
        yield return ("authEnveloped", Enveloped(Definite(0x80, "secret"u8.ToArray()), null, Definite(0xA1, Seq(Int(1))), Octets(new byte[16]), Definite(0xA2, Seq(Int(1)))));
        yield return ("authEnveloped, parts", Enveloped(Indefinite(0xA0, Octets(1, 2, 3)), mac: Indefinite(0x24, Octets(new byte[8]), Octets(new byte[8]))));
        yield return ("compressed", Compressed(Octets(1, 2, 3)));
        yield return ("another type", ContentInfo("1.2.840.113549.1.7.6", Seq(Int(0), Octets(1, 2, 3))));
        yield return ("long lengths", [0x30, 0x84, 0, 0, 0, 0x11, 0x06, 0x81, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01, 0xA0, 0x81, 0x02, 0x04, 0x00]);
    }
}
