"""The middle floor: articles → vectors → stories → topics → labels → trends → reports."""
