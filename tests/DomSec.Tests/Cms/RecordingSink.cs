using DomSec.Ber;
using DomSec.Cms;
using DomSec.Cms.Streaming;

namespace DomSec.Tests.Cms;

/// <summary>Keeps everything that a decoder delivers.</summary>
internal sealed class RecordingSink : ICmsSink
{
    private readonly MemoryStream _content = new();

    public Oid ContentType { get; private set; }

    public Oid InnerContentType { get; private set; }

    public List<(CmsField Field, byte[] Raw)> Fields { get; } = [];

    public int Begins { get; private set; }

    public int Ends { get; private set; }

    public byte[] Content => _content.ToArray();

    public byte[] this[CmsField field] => Assert.Single(Fields, f => f.Field == field).Raw;

    /// <summary>Decodes in chunks of so many octets; 0 is one chunk.</summary>
    public static (RecordingSink Sink, CmsDecoder Decoder) Decode(ReadOnlySpan<byte> cms, int chunk = 0, int maxStructureBytes = 1 << 20, Oid bare = default)
    {
        var sink = new RecordingSink();
        var decoder = new CmsDecoder(sink, maxStructureBytes, bare);
        while (!cms.IsEmpty)
        {
            int take = chunk == 0 ? cms.Length : Math.Min(chunk, cms.Length);
            decoder.Write(cms[..take]);
            cms = cms[take..];
        }

        decoder.Complete();
        return (sink, decoder);
    }

    /// <summary>The content of a CMS object that has to be right.</summary>
    public static byte[] ContentOf(ReadOnlySpan<byte> cms)
    {
        (RecordingSink sink, CmsDecoder decoder) = Decode(cms);
        Assert.False(decoder.Fault.IsFault, decoder.Fault.ToString());
        return sink.Content;
    }

    public void OnContentType(Oid contentType) => ContentType = contentType;

    public void OnInnerContentType(Oid contentType) => InnerContentType = contentType;

    public void OnField(CmsField field, ReadOnlyMemory<byte> raw) => Fields.Add((field, raw.ToArray()));

    public void OnContentBegin() => Begins++;

    public void OnContent(ReadOnlySpan<byte> octets) => _content.Write(octets);

    public void OnContentEnd() => Ends++;

    /// <summary>Everything in one text, to compare two readings.</summary>
    public override string ToString() =>
        $"{ContentType} {InnerContentType} {Begins} {Ends} {Convert.ToHexString(Content)} {string.Join(' ', Fields.Select(f => f.Field + "=" + Convert.ToHexString(f.Raw)))}";
}
