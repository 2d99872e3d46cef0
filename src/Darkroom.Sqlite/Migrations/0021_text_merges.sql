-- Tags rewrite the entries of images in the text index. By default, the index merges all of a segment when a tenth of its entries was deleted, which
-- for a large library means most of the index while 100,000 images are tagged.
INSERT INTO images_text (images_text, rank) VALUES ('deletemerge', 60);
