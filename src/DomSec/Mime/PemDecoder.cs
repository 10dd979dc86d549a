using DomSec.Ber;

namespace DomSec.Mime;

/// <summary>PEM around CMS (RFC 7468 section 8): the lines between the first BEGIN and its END, whatever the label.</summary>
internal sealed class PemDecoder : OctetSink
{
    private readonly Base64Decoder _decoder;
    private bool _inHeader = true;
    private bool _ended;

    public PemDecoder(OctetSink output) => _decoder = new Base64Decoder(output);

    public override void Write(ReadOnlySpan<byte> octets)
    {
        if (_inHeader)
        {
            int newline = octets.IndexOf((byte)'\n');
            if (newline < 0)
            {
                return;
            }

            _inHeader = false;
            octets = octets[(newline + 1)..];
        }

        if (_ended)
        {
            return;
        }

        int end = octets.IndexOf((byte)'-'); // not of the base64 alphabet
        _ended = end >= 0;
        _decoder.Write(_ended ? octets[..end] : octets);
    }

    public override void Complete() => _decoder.Complete();
}
