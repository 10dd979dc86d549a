using DomSec.Ber;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.Mime;

namespace DomSec.Confidentiality;

/// <summary>Writes the message that was inside an opened layer, under the outer message's own header fields, as its content is pushed.</summary>
internal static class DecryptedMessageWriter
{
    /// <summary>What the content of an opened layer is to be pushed into; complete it at the end.</summary>
    /// <param name="output">Where the message goes; it is not completed.</param>
    /// <param name="outerHeader">The message's own header, or null for bare CMS.</param>
    /// <param name="layer">A layer that <see cref="LayerContentWriter.CanWrite"/> accepts.</param>
    /// <param name="edits">Fields that stand in another way than in <paramref name="outerHeader"/>.</param>
    /// <param name="maxHeaderBytes">Octets of the inner entity's header that are collected; when it was read before, its limit then.</param>
    public static OctetSink Create(OctetSink output, EntityHeader? outerHeader, MessageLayer layer, HeaderEdits edits, int maxHeaderBytes)
    {
        if (outerHeader is not null)
        {
            SecureEntity.WriteOuterFields(output, outerHeader, edits);
        }
        else if (layer.InnerContentType == Oids.Data)
        {
            return output; // bare CMS: no field of a message around it could be contradicted
        }

        return layer.InnerContentType == Oids.Data ? new EntityContent(output, maxHeaderBytes) : LayerContentWriter.Cms(output, layer);
    }

    /// <summary>
    /// A MIME entity. Only content fields come from inside: a From of the decrypted entity's own would stand beside the message's (SEC-WRP-02).
    /// </summary>
    private sealed class EntityContent : OctetSink
    {
        private readonly OctetSink _output;
        private readonly HeaderCollector _header;
        private PooledOctets? _start = new(2048); // as received, until it is known whether that is a header
        private bool _isHeaderless;

        public EntityContent(OctetSink output, int maxHeaderBytes)
        {
            _output = output;
            _header = new HeaderCollector(maxHeaderBytes, OnHeader);
        }

        public override void Write(ReadOnlySpan<byte> octets)
        {
            if (_start is null)
            {
                _output.Write(octets);
                return;
            }

            _start.Write(octets);
            _header.Write(octets);
        }

        public override void Complete()
        {
            _header.Complete();
            _start?.Dispose();
        }

        private Body OnHeader(EntityHeader header)
        {
            // Text that was encrypted without a header (openssl cms -encrypt does that): all of it is content.
            _isHeaderless = header.IsUnreadable || header.HasStrayLines;
            SecureEntity.WriteContentHeader(_output, _isHeaderless ? EntityHeader.Parse(default) : header);
            if (_isHeaderless)
            {
                _output.Write(_start!.Span);
            }

            return new Body(this);
        }

        /// <summary>Takes what is left of the octets that the header's end came with.</summary>
        private sealed class Body(EntityContent entity) : OctetSink
        {
            public override void Write(ReadOnlySpan<byte> octets)
            {
                if (!entity._isHeaderless)
                {
                    entity._output.Write(octets);
                }

                entity._start?.Dispose();
                entity._start = null;
            }
        }
    }
}
