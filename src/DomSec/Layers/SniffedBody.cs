using DomSec.Ber;
using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>A body that its label does not call CMS and that gateways put CMS into all the same: its first octets decide which of two it is.</summary>
internal sealed class SniffedBody : OctetSink
{
    private readonly Func<OctetSink> _cms;
    private readonly Func<OctetSink> _content;
    private readonly CmsBodyDecoder _decoder;
    private readonly Decoded _decoded;

    /// <param name="header">The entity's header.</param>
    /// <param name="cms">Begins a layer; takes its octets.</param>
    /// <param name="content">Begins content; takes nothing that matters, content is not kept.</param>
    /// <param name="onOddity">Told what the transfer encoding's label does not say, once it is a layer.</param>
    public SniffedBody(EntityHeader header, Func<OctetSink> cms, Func<OctetSink> content, Action<string> onOddity)
    {
        _cms = cms;
        _content = content;
        _decoded = new Decoded(this);
        _decoder = new CmsBodyDecoder(header, _decoded, oddity =>
        {
            if (_decoded.IsCms)
            {
                onOddity(oddity);
            }
            else
            {
                _decoded.Oddity ??= oddity;
            }
        });
        OnOddity = onOddity;
    }

    private Action<string> OnOddity { get; }

    public override void Write(ReadOnlySpan<byte> octets) => _decoder.Write(octets);

    public override void Complete() => _decoder.Complete();

    private sealed class Decoded(SniffedBody body) : OctetSink
    {
        private readonly byte[] _start = new byte[CmsStart.Sample];
        private int _length;
        private OctetSink? _sink;

        public bool IsCms { get; private set; }

        public string? Oddity { get; set; }

        public override void Write(ReadOnlySpan<byte> octets)
        {
            if (_sink is null)
            {
                int take = Math.Min(octets.Length, _start.Length - _length);
                octets[..take].CopyTo(_start.AsSpan(_length));
                _length += take;
                octets = octets[take..];
                if (_length < _start.Length)
                {
                    return;
                }

                Begin();
            }

            _sink!.Write(octets);
        }

        public override void Complete()
        {
            if (_sink is null)
            {
                Begin();
            }

            _sink!.Complete();
        }

        private void Begin()
        {
            IsCms = CmsStart.IsProtection(_start.AsSpan(0, _length));
            _sink = IsCms ? body._cms() : body._content();
            if (IsCms && Oddity is { } oddity)
            {
                body.OnOddity(oddity);
            }

            _sink.Write(_start.AsSpan(0, _length));
        }
    }
}
