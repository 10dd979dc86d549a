using System.Buffers;
using DomSec.Ber;
using DomSec.Fuzz.Engine;
using DomSec.Mime;
using MimeKit;

namespace DomSec.Fuzz.Targets;

/// <summary>
/// What takes MIME apart below the layers: HeaderCollector, EntityHeader, FromField, SignedMultipartSplitter, Base64Decoder, PemDecoder, the
/// other transfer decoders and CanonicalLines. INVARIANTS, for any octets:
/// 1. nothing throws;
/// 2. pushed in any pieces, the output is the same;
/// 3. no decoder gives more than it got (canonical lines: twice as much), and each completes its sink exactly once, last;
/// 4. base64 gives what a plain reading of RFC 2045 section 6.8 gives;
/// 5. header and body are the input, in order; a header beyond the limit hands over nothing;
/// 6. the parts of a multipart/signed come from the input, in order; with two parts both have ended;
/// 7. either the From field has a problem and no address, or as many domains as addresses; texts are one line.
/// </summary>
internal sealed class MimeTarget : FuzzTarget
{
    private const int MaxHeader = 8 << 10;

    private static readonly SearchValues<byte> _alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    public override string Name => "mime";

    public override double Share => 150_000;

    public override int AllocationPerOctet => 600;

    public override int AllocationBase => 1 << 20;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. FuzzSeeds.Messages,
        .. FuzzSeeds.Cms.Select(cms => System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(cms, Base64FormattingOptions.InsertLineBreaks))),
    ];

    public override Func<byte[]> Inputs(int seed)
    {
        Func<byte[]> octets = FuzzInputs.Octets(Seeds, seed, FuzzInputs.MailWords);
        Func<byte[]> messages = FuzzInputs.Messages(FuzzSeeds.Messages, seed);
        int count = 0;
        return () => ++count % 5 == 0 ? messages() : octets();
    }

    public override void Run(byte[] input)
    {
        Decoders(input);
        Header(input);
        Multipart(input);
    }

    private static void Decoders(byte[] input)
    {
        byte[] base64 = Both(input, output => new Base64Decoder(output), "base64");
        Invariant.Holds(base64.AsSpan().SequenceEqual(PlainBase64(input)), "base64 read otherwise");
        Both(input, output => new PemDecoder(output), "PEM");
        Both(input, output => TransferDecoder.For(ContentEncoding.QuotedPrintable, output), "quoted-printable");
        Both(input, output => TransferDecoder.For(ContentEncoding.UUEncode, output), "uuencode");
        Both(input, output => TransferDecoder.ForCms(ContentEncoding.Default, output), "sniffing");
        Both(input, output => new CanonicalLines(output), "canonical lines", growth: 2);
    }

    private static byte[] Both(byte[] input, Func<OctetSink, OctetSink> make, string what, int growth = 1)
    {
        var whole = new Collector();
        OctetSink sink = make(whole);
        sink.Write(input);
        sink.Complete();
        var pieces = new Collector();
        sink = make(pieces);
        Chunks.Push(sink, input);
        Complete(sink, pieces);
        Complete(sink, whole);
        Invariant.Holds(whole.Octets.SequenceEqual(pieces.Octets), $"{what}: pieces give other octets");
        Invariant.Holds(whole.Octets.Length <= (growth * input.Length) + 2, $"{what}: more octets than came");
        return whole.Octets.ToArray();

        void Complete(OctetSink of, Collector collector) =>
            Invariant.Holds(of is CanonicalLines || collector.Completed == 1, $"{what}: not completed once");
    }

    /// <summary>RFC 2045 section 6.8 read naively: four characters of the alphabet at a time, ended by padding.</summary>
    private static byte[] PlainBase64(byte[] input)
    {
        var result = new List<byte>();
        int bits = 0;
        int count = 0;
        foreach (byte octet in input)
        {
            if (octet == '=' && count > 1)
            {
                break;
            }

            if (!_alphabet.Contains(octet))
            {
                continue;
            }

            int value = octet switch
            {
                >= (byte)'A' and <= (byte)'Z' => octet - 'A',
                >= (byte)'a' and <= (byte)'z' => octet - 'a' + 26,
                >= (byte)'0' and <= (byte)'9' => octet - '0' + 52,
                (byte)'+' => 62,
                _ => 63,
            };
            bits = (bits << 6) | value;
            if (++count == 4)
            {
                result.AddRange([(byte)(bits >> 16), (byte)((bits >> 8) & 0xFF), (byte)(bits & 0xFF)]);
                bits = 0;
                count = 0;
            }
        }

        if (count > 1)
        {
            bits <<= 6 * (4 - count);
            byte[] last = [(byte)(bits >> 16), (byte)((bits >> 8) & 0xFF)];
            result.AddRange(last.AsSpan(0, count - 1));
        }

        return [.. result];
    }

    private static void Header(byte[] input)
    {
        (EntityHeader? whole, byte[] body, bool tooLong) = Collect(input, inPieces: false);
        (EntityHeader? pieces, byte[] pieceBody, bool tooLongInPieces) = Collect(input, inPieces: true);
        Invariant.Holds(tooLong == tooLongInPieces && (whole is null) == (pieces is null), "pieces give another header");
        Invariant.Holds(whole is null == tooLong, "a header beyond the limit and handed over, or neither");
        if (whole is null)
        {
            return;
        }

        Invariant.Holds(whole.Raw.Span.SequenceEqual(pieces!.Raw.Span) && body.AsSpan().SequenceEqual(pieceBody), "pieces give other octets");
        Invariant.Holds(whole.Raw.Length <= MaxHeader, "a header beyond the limit");
        Invariant.Holds(input.AsSpan().StartsWith(whole.Raw.Span) && input.AsSpan().EndsWith(body) && input.Length - whole.Raw.Length - body.Length <= 2, "header and body are not the input");
        _ = (whole.IsUnreadable, whole.HasStrayLines, whole.IsBinary, whole.IsPkcs7Mime, whole.IsPkcs7Signature, whole.IsNamedOctetStream, whole.IsMultipartSigned, whole.IsMultipartOrMessage, whole.SmimeType, whole.Micalg);
        CheckFrom(FromField.Read(whole));
        CheckFrom(FromField.ReadSender(whole));
        var output = new Collector();
        SecureEntity.WriteMessageHeader(output, whole, "signed-data");
        SecureEntity.WriteContentHeader(output, whole);
    }

    private static void CheckFrom(FromField from)
    {
        Invariant.Holds(from.Problem is null ? from.Addresses.Count > 0 && from.Addresses.Count == from.Domains.Count : from.Addresses.Count == 0 && from.Domains.Count == 0, "addresses and a problem");
        Invariant.OneLine(from.Problem, "a problem");
        foreach (MailDomain domain in from.Domains)
        {
            NamingTarget.CheckDomain(domain);
        }
    }

    private static (EntityHeader? Header, byte[] Body, bool IsTooLong) Collect(byte[] input, bool inPieces)
    {
        EntityHeader? found = null;
        var body = new Collector();
        var collector = new HeaderCollector(MaxHeader, header =>
        {
            Invariant.Holds(found is null, "a second header");
            found = header;
            return body;
        });
        if (inPieces)
        {
            Chunks.Push(collector, input);
        }
        else
        {
            collector.Write(input);
            collector.Complete();
        }

        return (found, body.Octets.ToArray(), collector.IsTooLong);
    }

    private static void Multipart(byte[] input)
    {
        // A boundary that the input has, if it has one: what follows the first "--".
        int dashes = input.AsSpan().IndexOf("\n--"u8);
        ReadOnlySpan<byte> line = dashes < 0 ? "b"u8 : input.AsSpan(dashes + 3);
        int end = line.IndexOfAny((byte)'\r', (byte)'\n');
        string boundary = System.Text.Encoding.Latin1.GetString(line[..Math.Min(70, end < 0 ? line.Length : end)]);
        (byte[] first, byte[] second, bool two, int completed) = Split(input, boundary, inPieces: false);
        (byte[] pieceFirst, byte[] pieceSecond, bool pieceTwo, _) = Split(input, boundary, inPieces: true);
        Invariant.Holds(two == pieceTwo && first.AsSpan().SequenceEqual(pieceFirst) && second.AsSpan().SequenceEqual(pieceSecond), "pieces give other parts");
        int at = input.AsSpan().IndexOf(first);
        Invariant.Holds(at >= 0 && input.AsSpan(at).IndexOf(second) >= 0, "parts that are not in the input");
        Invariant.Holds(!two || completed == 2, "two parts that have not both ended");
    }

    private static (byte[] First, byte[] Second, bool Two, int Completed) Split(byte[] input, string boundary, bool inPieces)
    {
        var first = new Collector();
        var second = new Collector();
        var splitter = new SignedMultipartSplitter(boundary, first, second);
        if (inPieces)
        {
            Chunks.Push(splitter, input, variant: 1);
        }
        else
        {
            splitter.Write(input);
            splitter.Complete();
        }

        Invariant.Holds(first.Completed <= 1 && second.Completed <= 1, "a part ends twice");
        return (first.Octets.ToArray(), second.Octets.ToArray(), splitter.HasTwoParts, first.Completed + second.Completed);
    }

    /// <summary>Keeps octets and counts ends.</summary>
    private sealed class Collector : OctetSink
    {
        private readonly MemoryStream _octets = new();

        public ReadOnlySpan<byte> Octets => _octets.GetBuffer().AsSpan(0, (int)_octets.Length);

        public int Completed { get; private set; }

        public override void Write(ReadOnlySpan<byte> octets)
        {
            Invariant.Holds(Completed == 0 || octets.IsEmpty, "octets after the end");
            _octets.Write(octets);
        }

        public override void Complete() => Completed++;
    }
}
