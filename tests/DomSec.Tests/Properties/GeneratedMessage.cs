using System.Text;
using CsCheck;

namespace DomSec.Tests.Properties;

/// <summary>A message of any shape, and the content entity that has to come out again (RFC 8551 section 3.1.1), worked out on its own.</summary>
internal sealed class GeneratedMessage
{
    private enum Lines
    {
        Crlf,
        Lf,
        Mixed,
    }

    private enum BodyKind
    {
        Empty,
        Text,
        EightBit,
        Octets,
        LineEnds,
        Multipart,
        LooksLikeCms,
    }

    public static Gen<GeneratedMessage> Any { get; } = Gen.Select(
        Gen.Enum<Lines>(),
        Gen.Enum<BodyKind>(),
        Gen.OneOf(Gen.Int[0, 300], Gen.Int[0, 20_000], Gen.Int[60_000, 200 << 10]),
        Gen.OneOf("", "7bit", "8bit", "binary", "quoted-printable", "base64"),
        Gen.UInt,
        (lines, body, size, encoding, seed) => new GeneratedMessage(lines, body, size, encoding, new Random((int)(seed & int.MaxValue))));

    private readonly string _description;

    private GeneratedMessage(Lines lines, BodyKind kind, int size, string encoding, Random random)
    {
        _description = $"{lines} {kind} {size} {encoding}";
        string NewLine() => lines switch
        {
            Lines.Crlf => "\r\n",
            Lines.Lf => "\n",
            _ => random.Next(2) == 0 ? "\r\n" : "\n",
        };
        var fields = new List<string> { "From: Alice <alice@acme.example>", "To: bob@partner.example", "Subject: Gr\u00c3\u00bc\u00c3\u009fe\n and more \u00ff", "X-Empty:", "Message-ID: <1@acme.example>" };
        var content = new List<string>();
        if (kind == BodyKind.Multipart)
        {
            content.Add("Content-Type: multipart/mixed;\n boundary=\"b\"");
        }
        else if (kind != BodyKind.Text || random.Next(2) == 0)
        {
            content.Add(random.Next(2) == 0 ? "Content-Type: text/plain; charset=utf-8" : "content-TYPE:application/octet-stream;\n\tname=\"x\"");
        }

        if (encoding.Length > 0)
        {
            content.Add("Content-Transfer-Encoding: " + encoding);
        }

        if (random.Next(3) == 0)
        {
            content.Add("Content-Description: d\u00e9\u00ff");
        }

        OuterFields = [.. fields.Select(field => Canonical(field) + "\r\n")];
        List<string> all = [.. fields, .. content];
        if (random.Next(2) == 0)
        {
            all.Insert(random.Next(all.Count + 1), "MIME-Version: 1.0");
        }

        // Content fields keep their order among themselves wherever they stand.
        foreach (string field in content.ToList())
        {
            all.Remove(field);
        }

        int at = 0;
        foreach (string field in content)
        {
            at = random.Next(at, all.Count + 1);
            all.Insert(at++, field);
        }

        byte[] body = Body(kind, size, random, NewLine);
        var header = new StringBuilder();
        all.ForEach(field => header.Append(field.Replace("\n", NewLine(), StringComparison.Ordinal)).Append(NewLine()));
        Octets = [.. Encoding.Latin1.GetBytes(header.Append(NewLine()).ToString()), .. body];
        string entityHeader = content.Count == 0 ? "Content-Type: text/plain; charset=us-ascii\r\n" : string.Concat(content.Select(field => Canonical(field) + "\r\n"));

        // An octet stream that is not encoded has no lines (SM-MIM-03).
        bool isStream = content.Exists(field => field.Contains("octet-stream", StringComparison.Ordinal)) && encoding is not ("quoted-printable" or "base64");
        byte[] canonical = isStream || string.Equals(encoding, "binary", StringComparison.Ordinal) ? body : Encoding.Latin1.GetBytes(Canonical(Encoding.Latin1.GetString(body)));
        Entity = [.. Encoding.Latin1.GetBytes(entityHeader + "\r\n"), .. canonical];
    }

    public byte[] Octets { get; }

    /// <summary>The content's own fields and its body, canonical.</summary>
    public byte[] Entity { get; }

    /// <summary>The message's fields, canonical.</summary>
    public IReadOnlyList<string> OuterFields { get; }

    public override string ToString() => _description;

    private static string Canonical(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);

    private static byte[] Body(BodyKind kind, int size, Random random, Func<string> newLine)
    {
        var text = new StringBuilder();
        byte[] octets = new byte[size];
        switch (kind)
        {
            case BodyKind.Empty:
                return [];
            case BodyKind.Octets:
                random.NextBytes(octets);
                return octets;
            case BodyKind.LooksLikeCms:
                random.NextBytes(octets);
                return [0x30, 0x80, 0x06, 0x09, .. octets];
            case BodyKind.LineEnds:
                for (int i = 0; i < size; i++)
                {
                    octets[i] = "\r\n\r\n\n\ra-"u8[random.Next(8)];
                }

                return octets;
            case BodyKind.Multipart:
                text.Append("preamble").Append(newLine()).Append("--b").Append(newLine()).Append("Content-Type: text/html").Append(newLine()).Append(newLine());
                break;
            default:
                break;
        }

        while (text.Length < size)
        {
            text.Append(kind == BodyKind.EightBit ? "z\u00c3\u00bc\u00ff\0 " : "a line of text ").Append(random.Next()).Append(newLine());
        }

        if (kind == BodyKind.Multipart)
        {
            text.Append("--b--").Append(newLine());
        }

        if (random.Next(4) == 0)
        {
            text.Append("no line end");
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
