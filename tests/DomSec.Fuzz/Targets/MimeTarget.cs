using DomSec.Ber;
using DomSec.Fuzz.Engine;
using DomSec.Mime;

namespace DomSec.Fuzz.Targets;

/// <summary>
/// What takes MIME apart below the layers: HeaderCollector, EntityHeader, FromField, SecureEntity, SignedMultipartSplitter. INVARIANTS, for
/// any octets:
/// 1. nothing throws;
/// 2. pushed in any pieces, header, body and parts are the same;
/// 3. header and body are the input, in order; a header beyond the limit hands over nothing;
/// 4. the parts of a multipart/signed come from the input, in order; with two parts both have ended, each once;
/// 5. either the From field has a problem and no address, or as many domains as addresses; texts are one line.
/// </summary>
internal sealed class MimeTarget : FuzzTarget
{
    private const int MaxHeader = 8 << 10;

    public override string Name => "mime";

    public override double Share => 60_000;

    public override int AllocationPerOctet => 600;

    public override int AllocationBase => 1 << 20;

    public override IReadOnlyList<byte[]> Seeds { get; } = FuzzSeeds.Messages;

    public override Func<byte[]> Inputs(int seed)
    {
        Func<byte[]> octets = FuzzInputs.Octets(Seeds, seed, FuzzInputs.MailWords);
        Func<byte[]> messages = FuzzInputs.Messages(Seeds, seed);
        int count = 0;
        return () => ++count % 4 == 0 ? messages() : octets();
    }

    public override void Run(byte[] input)
    {
        Header(input);
        Multipart(input);
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
        var output = new CollectingSink();
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
        var body = new CollectingSink();
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
        var first = new CollectingSink();
        var second = new CollectingSink();
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
}
