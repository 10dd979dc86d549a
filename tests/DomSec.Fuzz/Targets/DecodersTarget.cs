using System.Buffers;
using System.Text;
using DomSec.Ber;
using DomSec.Fuzz.Engine;
using DomSec.Mime;
using MimeKit;

namespace DomSec.Fuzz.Targets;

/// <summary>
/// The transfer decoders: Base64Decoder, PemDecoder, quoted-printable, uuencode, CmsBodyDecoder under every label, TnefEnvelope, and CanonicalLines. INVARIANTS,
/// for any octets:
/// 1. nothing throws;
/// 2. pushed in any pieces, the output is the same;
/// 3. none gives more than it got (canonical lines: twice as much), and each completes its sink exactly once, last;
/// 4. base64 gives what a plain reading of RFC 2045 section 6.8 gives.
/// </summary>
internal sealed class DecodersTarget : FuzzTarget
{
    private static readonly SearchValues<byte> _alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private static readonly EntityHeader[] _labels =
    [
        .. new[] { "", "base64", "quoted-printable", "8bit", "x-uuencode" }.Select(label => EntityHeader.Parse(Encoding.ASCII.GetBytes($"Content-Transfer-Encoding: {label}\r\n"))),
    ];

    public override string Name => "decoders";

    public override double Share => 100_000;

    public override int AllocationPerOctet => 300;

    public override int AllocationBase => 1 << 20;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. FuzzSeeds.Messages.Where(message => message.Length < 3000),
        .. FuzzSeeds.Elements.Take(40).Select(octets => Encoding.ASCII.GetBytes(Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks))),
        .. FuzzSeeds.Elements.Take(20).Select(octets => Encoding.ASCII.GetBytes("-----BEGIN CMS-----\n" + Convert.ToBase64String(octets) + "\n-----END CMS-----\n")),
        TnefSeed.Stream("an attachment"u8.ToArray()),
        "begin 644 test.txt\n#0V%T\n`\nend\n"u8.ToArray(),
        "begin 644 x\r\nM5&AE('%U:6-K(&)R;W=N(&9O>\"!J=6UP<R!O=F5R('1H92!L87IY(&1O\r\n!9PH`\r\n`\r\nend\r\n"u8.ToArray(),
        "a=3Db=\r\nc=20\r\n=C3=A9"u8.ToArray(),
    ];

    public override Func<byte[]> Inputs(int seed) => FuzzInputs.Octets(Seeds, seed, FuzzInputs.MailWords);

    public override void Run(byte[] input)
    {
        byte[] base64 = Both(input, output => new Base64Decoder(output), "base64");
        Invariant.Holds(base64.AsSpan().SequenceEqual(PlainBase64(input)), "base64 read otherwise");
        Both(input, output => new PemDecoder(output), "PEM");
        Both(input, output => TransferDecoder.For(ContentEncoding.QuotedPrintable, output), "quoted-printable");
        Both(input, output => TransferDecoder.For(ContentEncoding.UUEncode, output), "uuencode");
        EntityHeader label = _labels[input.Length % _labels.Length];
        var oddities = new List<List<string>>();
        Both(
            input,
            output =>
            {
                oddities.Add([]);
                return new CmsBodyDecoder(label, output, oddities[^1].Add);
            },
            "a body of CMS");
        Invariant.Holds(oddities[0].Distinct().SequenceEqual(oddities[1].Distinct()), "pieces give other oddities");
        oddities[0].ForEach(oddity => Invariant.OneLine(oddity, "an oddity"));
        Invariant.Holds(TnefEnvelope.Open(input, out _) is not { } wrapped || wrapped.Length <= input.Length, "more in a TNEF stream than it has");
        Both(input, output => new CanonicalLines(output), "canonical lines", growth: 2);
    }

    private static byte[] Both(byte[] input, Func<OctetSink, OctetSink> make, string what, int growth = 1)
    {
        var whole = new CollectingSink();
        OctetSink sink = make(whole);
        sink.Write(input);
        sink.Complete();
        var pieces = new CollectingSink();
        sink = make(pieces);
        Chunks.Push(sink, input);
        Complete(sink, pieces);
        Complete(sink, whole);
        Invariant.Holds(whole.Octets.SequenceEqual(pieces.Octets), $"{what}: pieces give other octets");
        Invariant.Holds(whole.Octets.Length <= (growth * input.Length) + 2, $"{what}: more octets than came");
        return whole.Octets.ToArray();

        void Complete(OctetSink of, CollectingSink collector) =>
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
}
